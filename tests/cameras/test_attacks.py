"""Files and servers that try to make FFmpeg open what their visitor may read. None may succeed."""

from pathlib import Path

import pytest

from passerby.cameras.address import parse
from passerby.cameras.options import CameraOptions
from passerby.cameras.probe import probe
from passerby.shapes.errors import AddressError, CameraError, NotAVideoError
from tests.support import http_camera
from tests.support.clips import write_clip

SEGMENT = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{0}\n#EXT-X-ENDLIST\n"
POINTERS = {
    "hls": SEGMENT,
    "hls with byte range": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n#EXT-X-BYTERANGE:9@0\n{0}\n",
    "hls hiding behind concat": SEGMENT.replace("{0}", "concat:{0}|{0}"),
    "ffconcat": "ffconcat version 1.0\nfile '{0}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n"
    "a=control:{0}\n",
    "mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" mediaPresentationDuration="PT1S"><Period>'
    '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>{0}</BaseURL>'
    "</Representation></AdaptationSet></Period></MPD>",
    "smil": '<smil><body><video src="{0}"/></body></smil>',
    "ffmetadata": ";FFMETADATA1\ntitle={0}\n",
    "asx": '<asx version="3.0"><entry><ref href="{0}"/></entry></asx>',
}


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A video that only the machine's own user may see, and that FFmpeg would play at once if led to it."""
    return write_clip(tmp_path / "private.ts", 20)


@pytest.mark.parametrize("kind", POINTERS)
@pytest.mark.parametrize("name", ["clip.mp4", "clip.m3u8", "clip.ffconcat", "clip.sdp", "clip.mpd"])
def test_a_file_that_points_at_a_local_file_is_refused(
    tmp_path: Path, victim: Path, kind: str, name: str
) -> None:
    for pointer in (str(victim), f"file://{victim}", victim.name):
        path = tmp_path / name
        path.write_text(POINTERS[kind].format(pointer))
        with pytest.raises(NotAVideoError):
            probe(parse(str(path)))


@pytest.mark.parametrize("kind", POINTERS)
@pytest.mark.parametrize(
    "content_type", ["video/mp4", "application/vnd.apple.mpegurl", "application/dash+xml", "application/sdp"]
)
def test_a_server_that_points_at_a_local_file_is_refused(
    victim: Path, kind: str, content_type: str, quick: CameraOptions
) -> None:
    body = POINTERS[kind].format(f"file://{victim}").encode()
    names = ("/live", "/live.m3u8", "/live.mpd")
    with http_camera.serving(dict.fromkeys(names, http_camera.content(body, content_type))) as camera:
        for name in names:
            with pytest.raises(NotAVideoError):
                probe(parse(camera.address(name)), quick)


@pytest.mark.parametrize(
    "target",
    [
        "file://{0}",
        "{0}",
        "concat:{0}",
        "subfile,,start,0,end,0,,:{0}",
        "crypto:file://{0}",
        "tcp://127.0.0.1:9",
    ],
)
def test_a_redirect_to_a_local_file_is_refused(victim: Path, target: str, quick: CameraOptions) -> None:
    answers = {"/live.ts": http_camera.redirect(target.format(victim))}
    with http_camera.serving(answers) as camera, pytest.raises(CameraError):
        probe(parse(camera.address("/live.ts")), quick)


def test_a_playlist_of_the_servers_own_streams_is_refused_too(victim: Path, quick: CameraOptions) -> None:
    answers = {"/part.ts": http_camera.file(victim, "video/mp2t")}
    with http_camera.serving(answers) as camera:
        playlist = SEGMENT.format(camera.address("/part.ts")).encode()
        camera.answers["/live.m3u8"] = http_camera.content(playlist, "application/x-mpegurl")
        with pytest.raises(NotAVideoError):
            probe(parse(camera.address("/live.m3u8")), quick)
        assert "/part.ts" not in camera.asked


def test_the_victim_would_be_played_if_it_were_asked_for(victim: Path, quick: CameraOptions) -> None:
    assert probe(parse(str(victim))).codec == "mpeg4"
    with http_camera.serving({"/live.ts": http_camera.file(victim, "video/mp2t")}) as camera:
        camera.answers["/moved"] = http_camera.redirect(camera.address("/live.ts"))
        assert probe(parse(camera.address("/moved")), quick).codec == "mpeg4"


def test_a_file_named_like_a_protocol_is_read_as_a_file(tmp_path: Path, victim: Path) -> None:
    disguise = tmp_path / f"concat:{victim.name}"
    disguise.write_text("not a video")
    with pytest.raises(NotAVideoError):
        probe(parse(str(disguise)))
    write_clip(disguise, 5, container="mpegts")
    assert probe(parse(str(disguise))).codec == "mpeg4"
    with pytest.raises(AddressError):
        parse(f"concat:{victim}")
