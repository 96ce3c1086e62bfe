from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from passerby.cameras.address import parse
from passerby.cameras.files import VideoFile
from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import AddressError, CameraError, NotAVideoError
from passerby.shapes.frame import Frame
from tests.support.clips import SIZE_WH, grey_picture, write_clip, write_picture


def read(path: Path, options: CameraOptions | None = None, started_at: float = 0.0) -> list[Frame]:
    with VideoFile(parse(str(path)), options or CameraOptions(), started_at=started_at) as video:
        return [*video]


def times(frames: list[Frame]) -> list[float]:
    return [frame.captured_at for frame in frames]


def levels(frames: list[Frame]) -> list[float]:
    return [float(frame.image.mean()) for frame in frames]


def test_a_clip_gives_its_frames_with_their_own_times(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 20, fps=10)
    with VideoFile(parse(str(path)), started_at=1_800_000_000.0) as video:
        assert (video.size_wh, video.fps, video.codec, video.expected_frames) == (SIZE_WH, 10.0, "mpeg4", 20)
        frames = [*video]
        assert (video.damaged, video.missing, video.truncated) == (0, 0, False)
    assert times(frames) == pytest.approx([1_800_000_000 + i * 0.1 for i in range(20)], abs=1e-3)
    assert [frame.sequence for frame in frames] == list(range(20))
    assert levels(frames) == pytest.approx([10 + 10 * i for i in range(20)], abs=5)


@pytest.mark.parametrize("name", ["clip.mkv", "clip.avi", "clip.ts", "clip.mov"])
def test_usual_containers_are_read(tmp_path: Path, name: str) -> None:
    assert len(read(write_clip(tmp_path / name))) == 20


@pytest.mark.parametrize(
    ("codec", "pixel_format", "size_wh"),
    [
        ("ffv1", "gray", SIZE_WH),
        ("ffv1", "gray10le", SIZE_WH),
        ("ffv1", "gray16le", SIZE_WH),
        ("ffv1", "yuv444p", SIZE_WH),
        ("ffv1", "yuv420p10le", SIZE_WH),
        ("ffv1", "bgra", SIZE_WH),
        ("ffv1", "yuva420p", SIZE_WH),
        ("ffv1", "gbrp12le", SIZE_WH),
        ("mjpeg", "yuvj420p", SIZE_WH),
        ("mjpeg", "yuvj444p", SIZE_WH),
        ("ffv1", "yuv420p", (63, 47)),
        ("ffv1", "yuv422p", (1, 1)),
        ("ffv1", "gray", (1, 1)),
        ("ffv1", "yuv420p", (3, 1)),
    ],
)
def test_any_pixel_format_and_odd_size_becomes_blue_green_red(
    tmp_path: Path, codec: str, pixel_format: str, size_wh: tuple[int, int]
) -> None:
    path = tmp_path / "clip.mkv"
    write_clip(path, 3, codec=codec, pixel_format=pixel_format, size_wh=size_wh)
    frames = read(path)
    assert [frame.size_wh for frame in frames] == [size_wh] * 3
    assert levels(frames) == pytest.approx([10, 20, 30], abs=3)
    assert all(frame.image.flags.c_contiguous for frame in frames)


def test_an_8k_frame_is_read(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.avi", 1, codec="mjpeg", pixel_format="yuvj420p", size_wh=(7680, 4320))
    assert [frame.size_wh for frame in read(path)] == [(7680, 4320)]


def test_a_picture_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_clip(tmp_path / "clip.avi", 1)
    monkeypatch.setattr("passerby.cameras.images.MAX_PIXELS", 1000)
    with pytest.raises(NotAVideoError, match=r"at most 1000 pixels .* is 64x48"):
        read(path)


def test_a_picture_file_beyond_the_limit_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "1.png", codec="png", pixel_format="rgb24", size_wh=(20, 20))
    write_picture(tmp_path / "2.png", codec="png", pixel_format="rgb24", size_wh=(40, 30))
    write_picture(tmp_path / "3.png", codec="png", pixel_format="rgb24", size_wh=(640, 480))
    monkeypatch.setattr("passerby.cameras.pictures.MAX_PIXELS", 1000)
    with VideoFile(parse(str(tmp_path))) as video:
        assert ([frame.size_wh for frame in video], video.damaged) == ([(20, 20)], 2)


def test_a_varying_frame_rate_is_kept(tmp_path: Path) -> None:
    stamps = [0, 40, 80, 500, 540, 2000]
    frames = read(write_clip(tmp_path / "clip.mkv", 6, times_ms=stamps))
    assert times(frames) == pytest.approx([stamp / 1000 for stamp in stamps], abs=0.002)


def test_a_rate_of_ones_own_replaces_the_files_times(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", 4, times_ms=[0, 40, 500, 2000])
    assert times(read(path, CameraOptions(fps=5.0))) == pytest.approx([0.0, 0.2, 0.4, 0.6])


def test_a_change_of_resolution_is_followed_and_time_goes_on(tmp_path: Path) -> None:
    small = write_clip(tmp_path / "small.ts", 10, codec="libx264")
    large = write_clip(tmp_path / "large.ts", 10, codec="libx264", size_wh=(128, 96))
    both = tmp_path / "both.ts"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    frames = read(both)
    assert [frame.size_wh for frame in frames] == [SIZE_WH] * 10 + [(128, 96)] * 10
    assert times(frames) == pytest.approx([i * 0.1 for i in range(20)], abs=0.01)


def test_a_clip_filmed_upright_is_turned_upright(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with av.open(path, "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.set_display_rotation(90)
        picture = grey_picture(20)
        picture[:, :32] = 220
        output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "bgr24")))
        output.mux(stream.encode(None))
    image = read(path)[0].image
    assert image.shape == (64, 48, 3)
    # Turned a quarter counterclockwise, the bright left half comes to lie at the bottom.
    assert image[40:].mean() > 180
    assert image[:24].mean() < 60


def test_time_always_grows_however_the_packets_are_stamped(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "good.mkv", 12, codec="mjpeg", pixel_format="yuvj420p")
    stamps = [0, 100, 100, 50, 200, 300, 5000, 10, 20, 30, 40, 50]
    path = tmp_path / "bad.mkv"
    with av.open(source) as given, av.open(path, "w") as output:
        stream = output.add_stream_from_template(given.streams.video[0])
        packets = [packet for packet in given.demux(video=0) if packet.size]
        for number, (packet, stamp) in enumerate(zip(packets, stamps, strict=True)):
            packet.pts, packet.dts, packet.stream = stamp, number, stream
            output.mux(packet)
    captured = times(read(path))
    assert len(captured) == 12
    assert all(later > earlier for earlier, later in pairwise(captured))
    assert captured[-1] < 10


def test_damaged_packets_are_passed_over_and_counted(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "good.mkv", 40, codec="mjpeg", pixel_format="yuvj420p")
    path = tmp_path / "bad.mkv"
    with av.open(source) as given, av.open(path, "w") as output:
        stream = output.add_stream_from_template(given.streams.video[0])
        for number, packet in enumerate(packet for packet in given.demux(video=0) if packet.size):
            sent = av.Packet(bytes(packet.size)) if number in (5, 6, 30) else packet
            sent.pts, sent.dts, sent.time_base = packet.pts, packet.dts, packet.time_base
            sent.stream = stream
            output.mux(sent)
    with VideoFile(parse(str(path))) as video:
        frames = [*video]
        assert video.damaged == 3
    assert len(frames) == 37
    assert frames[5].captured_at == pytest.approx(0.7)
    assert frames[-1].captured_at == pytest.approx(3.9)


@pytest.mark.parametrize("name", ["clip.avi", "clip.mp4"])
def test_a_truncated_file_gives_what_is_there_and_says_so(tmp_path: Path, name: str) -> None:
    whole = write_clip(
        tmp_path / name, 40, container_options={"movflags": "faststart"} if name.endswith("mp4") else None
    )
    whole.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.7)])
    with VideoFile(parse(str(whole))) as video:
        frames = [*video]
        assert video.truncated
        assert video.missing > 5
        assert video.damaged == 1
    assert 5 < len(frames) < 40


def without_its_index(path: Path) -> None:
    write_clip(path, 40)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_frames(path: Path) -> None:
    with av.open(path, "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        output.start_encoding()


def sound_alone(path: Path) -> None:
    with av.open(path, "w") as output:
        stream = output.add_stream("aac", rate=8000)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        sound.sample_rate = 8000
        output.mux(stream.encode(sound))
        output.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda path: path.write_bytes(b""), "not a video"),
        (lambda path: path.write_text("Dear diary, nobody walked by today.\n" * 50), "not a video"),
        (lambda path: path.write_bytes(bytes(range(256)) * 100), "not a video"),
        (without_its_index, "cut short before its index"),
        (no_frames, "no video track"),
        (sound_alone, "no video track"),
    ],
)
def test_what_is_not_a_video_is_refused(tmp_path: Path, make: Callable[[Path], Any], wanted: str) -> None:
    path = tmp_path / "clip.mp4"
    make(path)
    with pytest.raises(NotAVideoError, match=wanted):
        read(path)


def test_a_video_without_a_single_frame_is_refused(tmp_path: Path) -> None:
    no_frames(tmp_path / "clip.avi")
    with pytest.raises(NotAVideoError, match="no picture that can be decoded"):
        read(tmp_path / "clip.avi")


def test_an_avi_that_leaves_pictures_out_is_not_taken_for_truncated(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.avi", 10, times_ms=range(0, 1000, 100))
    with VideoFile(parse(str(path))) as video:
        assert (len([*video]), video.missing, video.truncated) == (10, 0, False)


def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    address = parse(str(path))
    path.unlink()
    with pytest.raises(CameraError, match="no file"), VideoFile(address):
        pass


def test_a_live_camera_is_not_a_file() -> None:
    with pytest.raises(AddressError, match="live camera"):
        VideoFile(parse("rtsp://u:p@cam/live"))


def test_a_folder_is_read_in_natural_order_a_picture_a_second(tmp_path: Path) -> None:
    for number in (1, 2, 10, 9):
        write_picture(tmp_path / f"img{number}.jpg", level=number * 20)
    write_picture(tmp_path / "img11.png", 220, codec="png", pixel_format="rgb24", size_wh=(30, 20))
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / ".hidden.jpg").write_bytes(b"nothing")
    with VideoFile(parse(str(tmp_path)), started_at=100.0) as video:
        assert (video.expected_frames, video.fps) == (5, 1.0)
        frames = [*video]
    assert levels(frames) == pytest.approx([20, 40, 180, 200, 220], abs=4)
    assert times(frames) == [100.0, 101.0, 102.0, 103.0, 104.0]
    assert frames[-1].size_wh == (30, 20)
    assert times(read(tmp_path, CameraOptions(fps=4.0))) == [0.0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    ("codec", "pixel_format", "name"),
    [
        ("mjpeg", "yuvj444p", "a.JPEG"),
        ("png", "gray", "a.png"),
        ("png", "rgba", "a.png"),
        ("png", "gray16be", "a.png"),
        ("bmp", "bgr24", "a.bmp"),
        ("tiff", "rgb24", "a.tiff"),
    ],
)
def test_kinds_of_pictures(tmp_path: Path, codec: Any, pixel_format: str, name: str) -> None:
    write_picture(tmp_path / name, 100, codec=codec, pixel_format=pixel_format)
    assert levels(read(tmp_path)) == pytest.approx([100], abs=4)
    assert levels(read(tmp_path / name)) == pytest.approx([100], abs=4)


def test_pictures_that_cannot_be_decoded_are_passed_over_and_counted(tmp_path: Path) -> None:
    write_picture(tmp_path / "1.jpg")
    (tmp_path / "2.jpg").write_bytes(b"")
    (tmp_path / "3.jpg").write_text("no picture at all")
    (tmp_path / "4.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "5.jpg").symlink_to(tmp_path / "nowhere.jpg")
    write_picture(tmp_path / "6.jpg")
    with VideoFile(parse(str(tmp_path))) as video:
        assert len([*video]) == 2
        assert video.damaged == 4


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAVideoError, match="holds no pictures"):
        read(tmp_path)
    (tmp_path / "1.jpg").write_bytes(b"nothing")
    with pytest.raises(NotAVideoError, match="no picture that can be decoded"):
        read(tmp_path)


def test_real_footage_is_read_whole(shared: Path) -> None:
    with VideoFile(parse(str(shared / "data/pets09-s2l1/vtest.avi"))) as video:
        assert (video.size_wh, video.fps, video.expected_frames) == ((768, 576), 10.0, 795)
        count, last = 0, -1.0
        for frame in video:
            assert frame.captured_at > last
            count, last = count + 1, frame.captured_at
        assert (count, video.damaged, video.truncated) == (795, 0, False)
    assert last == pytest.approx(79.4)
