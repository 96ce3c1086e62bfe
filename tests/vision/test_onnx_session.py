"""Opening networks: providers, damaged files, networks of another kind."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from passerby.shapes.errors import ModelError
from passerby.vision.onnx_session import open_session
from tests.vision.networks import echo_grey, show_mean_colours, tell_yolox


def test_a_network_is_run_on_the_picture_given(tmp_path: Path) -> None:
    session = open_session(show_mean_colours(tmp_path / "n.onnx"), "means")
    picture = np.zeros((1, 3, 64, 64), np.float32)
    picture[0, 1] = 7
    (means,) = session.run(picture)
    assert means.tolist() == [[0, 7, 0]]
    assert session.output_names == ("means",)
    assert session.input_shape == (1, 3, 64, 64)


def test_a_provider_that_is_not_here_is_an_error_that_lists_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        onnxruntime, "get_available_providers", lambda: ["OpenVINOExecutionProvider", "CPUExecutionProvider"]
    )
    model = tell_yolox(tmp_path / "n.onnx", np.zeros((84, 85), np.float32))
    for provider in ("cuda", "abacus"):
        with pytest.raises(ModelError, match=rf"'{provider}' is not available.*offers cpu, openvino;"):
            open_session(model, "Told", provider)


def test_a_provider_whose_drivers_fail_is_not_replaced_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FellBack:
        def __init__(self, *_args: object, **_kwargs: object) -> None:
            pass

        def get_providers(self) -> list[str]:
            return ["CPUExecutionProvider"]

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "InferenceSession", FellBack)
    with pytest.raises(ModelError, match="was to run on 'cuda', but it could not be started"):
        open_session(b"", "Told", "cuda")


@pytest.mark.parametrize("model", [b"", b"<html>not found</html>", None], ids=["empty", "a page", "half"])
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, model: bytes | None) -> None:
    if model is None:
        whole = tell_yolox(tmp_path / "n.onnx", np.zeros((84, 85), np.float32))
        model = whole[: len(whole) // 2]
    with pytest.raises(ModelError, match=r"Told cannot be loaded on 'cpu': the file is damaged"):
        open_session(model, "Told")


def test_a_network_that_takes_something_else_than_a_picture_is_refused(tmp_path: Path) -> None:
    grey = echo_grey(tmp_path / "grey.onnx")
    with pytest.raises(ModelError, match=r"wanted one input \(1, 3, height, width\), found \[1, 1, 8, 8\]"):
        open_session(grey, "Grey")
