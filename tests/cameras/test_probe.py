from pathlib import Path

import av
import numpy as np
import pytest

from passerby.cameras.address import parse
from passerby.cameras.probe import probe
from passerby.shapes.errors import CameraError
from tests.support.clips import write_clip, write_picture


def test_a_file_is_described(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 20, fps=10)
    report = probe(parse(str(path)))
    assert report.address == str(path)
    assert (report.container, report.codec, report.pixel_format) == ("mov", "mpeg4", "yuv420p")
    assert (report.size_wh, report.expected_frames, report.damaged) == ((64, 48), 20, 0)
    assert report.fps == 10.0
    assert report.measured_fps == pytest.approx(10.0)
    assert not report.has_audio
    assert report.first_frame_s > 0


def test_sound_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    with av.open(path, "w") as output:
        video, audio = output.add_stream("ffv1", rate=10), output.add_stream("pcm_s16le", rate=8000)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        sound.sample_rate = 8000
        output.mux(audio.encode(sound))
        output.mux(video.encode(av.VideoFrame(64, 48, "yuv420p")))
        output.mux([*video.encode(None), *audio.encode(None)])
    assert probe(parse(str(path))).has_audio


def test_a_folder_is_described(tmp_path: Path) -> None:
    write_picture(tmp_path / "1.jpg")
    report = probe(parse(str(tmp_path)))
    assert (report.container, report.codec, report.size_wh) == ("pictures", "jpg", (64, 48))
    assert report.measured_fps is None


def test_an_absent_usb_camera_is_named() -> None:
    with pytest.raises(CameraError, match="there is no camera at usb:/dev/video987"):
        probe(parse("usb:987"))
