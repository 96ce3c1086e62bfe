"""Runs a network with ONNX Runtime on the execution provider that was asked for, or says why not."""

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from passerby.shapes.errors import ModelError

# ONNX Runtime reports its use to its maker, and keeps a device number in the home folder, unless this is set
# before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as _ort_errors

Tensor = npt.NDArray[np.float32]

PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
}

# ONNX Runtime's exceptions share no base class of their own.
_LOAD_ERRORS = (
    _ort_errors.EPFail,
    _ort_errors.Fail,
    _ort_errors.InvalidArgument,
    _ort_errors.InvalidGraph,
    _ort_errors.InvalidProtobuf,
    _ort_errors.NotImplemented,
    _ort_errors.RuntimeException,
)
_ERRORS_ONLY = 3


class OnnxSession:
    """A loaded network with one input of a fixed size. `run` may be called from several threads."""

    def __init__(self, session: Any, name: str) -> None:
        inputs = session.get_inputs()
        shape = inputs[0].shape if len(inputs) == 1 else []
        if len(shape) != 4 or shape[1] != 3:
            raise ModelError(f"{name} does not fit: wanted one input (1, 3, height, width), found {shape}")
        self._session = session
        self._input = inputs[0].name
        self.input_shape: tuple[int | str | None, ...] = tuple(shape)
        self.output_names: tuple[str, ...] = tuple(output.name for output in session.get_outputs())

    def run(self, picture_nchw: Tensor) -> list[Tensor]:
        """The network's outputs, in the order of `output_names`, for a picture (1, 3, height, width)."""
        outputs: list[Tensor] = self._session.run(None, {self._input: picture_nchw})
        return outputs


def open_session(model: bytes, name: str, provider: str = "cpu", threads: int = 1) -> OnnxSession:
    """Load a network from the bytes of an ONNX file.

    provider: a key of PROVIDERS; what it cannot compute itself, ONNX Runtime computes on the CPU.
    threads: cores one run may use; 0 takes them all. Raises ModelError when the provider is not there, and
    when the bytes are not a network.
    """
    wanted = _available(provider)
    order = [wanted] if provider == "cpu" else [wanted, PROVIDERS["cpu"]]
    try:
        session = onnxruntime.InferenceSession(model, _options(threads), providers=order)
    except _LOAD_ERRORS as error:
        raise ModelError(
            f"{name} cannot be loaded on {provider!r}: the file is damaged or needs a newer onnxruntime than "
            f"{onnxruntime.__version__} ({error}); run `passerby models verify`"
        ) from error
    # A provider whose drivers are missing is dropped by ONNX Runtime without an error.
    if session.get_providers()[0] != wanted:
        raise ModelError(
            f"{name} was to run on {provider!r}, but it could not be started; check its drivers and "
            "libraries, or set PASSERBY_PROVIDER=cpu"
        )
    session.disable_fallback()
    return OnnxSession(session, name)


def _available(provider: str) -> str:
    wanted = PROVIDERS.get(provider, "")
    here = onnxruntime.get_available_providers()
    if wanted in here:
        return wanted
    usable = ", ".join(name for name, ort_name in PROVIDERS.items() if ort_name in here)
    raise ModelError(
        f"the execution provider {provider!r} is not available: this onnxruntime {onnxruntime.__version__} "
        f"offers {usable}; install the onnxruntime package for it, or set PASSERBY_PROVIDER to one of those"
    )


def _options(threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = _ERRORS_ONLY
    # Workers share cores: a pool thread that spins while it waits takes its time from another camera. With
    # two threads, YOLOX-nano costs half the processor time without spinning.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena keeps one run's memory for the next and is cheaper than none (90 MB resident against 106);
    # planning it ahead on top of that only reserves more.
    options.enable_mem_pattern = False
    return options
