from pathlib import Path

import av
import pytest

from passerby.cameras import opening
from passerby.cameras.address import parse
from passerby.cameras.opening import open_container, plan
from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import CameraError

OPENING_OTHERS = {
    "hls",
    "dash",
    "concat",
    "sdp",
    "image2",
    "ffmetadata",
    "lavfi",
    "imf",
    "webm_dash_manifest",
}
REACHING_OTHERS = {
    "concat",
    "subfile",
    "data",
    "crypto",
    "pipe",
    "fd",
    "gopher",
    "async",
    "cache",
    "httpproxy",
}
EACH_KIND = ("rtsp://cam/", "rtsps://cam/", "http://cam/", "https://cam/", "usb:0", "/etc/passwd")


@pytest.mark.parametrize("text", EACH_KIND)
def test_ffmpeg_may_use_only_what_the_address_needs(text: str) -> None:
    options = plan(parse(text), CameraOptions(verify_tls=False)).options
    formats, protocols = options["format_whitelist"].split(","), options["protocol_whitelist"].split(",")
    assert not set(formats) & OPENING_OTHERS
    assert not set(protocols) & REACHING_OTHERS
    assert ("file" in protocols) == (not text.startswith(("rtsp", "http")))


def test_every_container_on_the_list_exists() -> None:
    known = {name for format_name in av.formats_available for name in format_name.split(",")}
    assert set(opening.CONTAINERS.split(",")) <= known


def test_an_encrypted_address_cannot_be_led_to_an_open_one() -> None:
    options = plan(parse("https://cam/"), CameraOptions(verify_tls=False)).options
    assert "http" not in options["protocol_whitelist"].split(",")


def test_certificates_are_checked_unless_told_otherwise(tmp_path: Path) -> None:
    authorities = tmp_path / "ca.pem"
    authorities.touch()
    for text in ("rtsps://cam/", "https://cam/"):
        options = plan(parse(text), CameraOptions(ca_file=authorities)).options
        assert (options["tls_verify"], options["ca_file"]) == ("1", str(authorities))
        assert plan(parse(text), CameraOptions(verify_tls=False)).options["tls_verify"] == "0"


def test_the_transport_is_as_chosen() -> None:
    assert plan(parse("rtsp://cam/"), CameraOptions()).options["rtsp_transport"] == "tcp"
    assert plan(parse("rtsp://cam/"), CameraOptions(transport="udp")).options["rtsp_transport"] == "udp"


def test_sound_is_not_even_fetched() -> None:
    assert plan(parse("rtsp://cam/"), CameraOptions()).options["allowed_media_types"] == "video"


def test_a_usb_camera_is_opened_as_a_device() -> None:
    how = plan(parse("usb:2"), CameraOptions())
    assert (how.url, how.format) == ("/dev/video2", "v4l2")


def test_a_plan_does_not_show_the_password() -> None:
    assert "s3cret" not in repr(plan(parse("rtsp://u:s3cret@cam/"), CameraOptions()))


def test_an_encrypted_camera_needs_a_list_of_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "authorities", lambda options: None)
    with pytest.raises(CameraError, match="ca-certificates"):
        open_container(parse("rtsps://cam/"), CameraOptions())
