"""Tiny ONNX networks with the inputs and outputs of the real ones, and values that a test chose."""

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from passerby.vision.registry import ModelCard, Task

Array = npt.NDArray[np.float32]


def _save(outputs: dict[str, Array], input_name: str, input_shape: list[int | str], path: Path) -> bytes:
    """A network that gives the same outputs whatever it is shown, and touches its input once."""
    nodes, infos, constants = [], [], []
    nodes.append(helper.make_node("ReduceMean", [input_name], ["mean"], keepdims=0))
    nodes.append(helper.make_node("Sub", ["mean", "mean"], ["nothing"]))
    for name, values in outputs.items():
        constants.append(numpy_helper.from_array(values.astype(np.float32), f"{name}_values"))
        nodes.append(helper.make_node("Add", [f"{name}_values", "nothing"], [name]))
        infos.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(values.shape)))
    given = helper.make_tensor_value_info(input_name, TensorProto.FLOAT, input_shape)
    graph = helper.make_graph(nodes, "told", [given], infos, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, path)
    return path.read_bytes()


def tell_yolox(path: Path, rows: Array, size: int = 64) -> bytes:
    """A YOLOX network of the given input size whose rows are told; rows: (N, 85)."""
    return _save({"output": rows[None]}, "images", [1, 3, size, size], path)


def tell_dfine(path: Path, logits: Array, boxes_cxcywh: Array, size: list[int | str] | None = None) -> bytes:
    """A D-FINE network that sees the told queries; logits: (N, 80), boxes_cxcywh: (N, 4) 0..1."""
    shape: list[int | str] = ["batch", 3, *(size or [640, 640])]
    return _save({"logits": logits[None], "pred_boxes": boxes_cxcywh[None]}, "pixel_values", shape, path)


def tell_centerface(path: Path, **maps: Array) -> bytes:
    """A CenterFace network that gives the told maps, whose size fits one size of picture.

    heatmap (h, w), scale (2, h, w), offset (2, h, w), landmarks (10, h, w).
    """
    order = {"537": maps["heatmap"][None], "538": maps["scale"], "539": maps["offset"]}
    outputs = {name: values[None] for name, values in (order | {"540": maps["landmarks"]}).items()}
    return _save(outputs, "input.1", [1, 3, "height", "width"], path)


def tell_yunet(path: Path, outputs: dict[str, Array]) -> bytes:
    """A YuNet network that gives the told rows; outputs: (N, numbers) by name."""
    batch = {name: values[None] for name, values in outputs.items()}
    return _save(batch, "input", [1, 3, "height", "width"], path)


def show_mean_colours(path: Path, size: int = 64) -> bytes:
    """A network that gives back the mean of each channel of what it is shown, (1, 3)."""
    node = helper.make_node("ReduceMean", ["images"], ["means"], axes=[2, 3], keepdims=0)
    given = helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, size, size])
    means = helper.make_tensor_value_info("means", TensorProto.FLOAT, [1, 3])
    graph = helper.make_graph([node], "shown", [given], [means])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path.read_bytes()


def echo_grey(path: Path) -> bytes:
    """A network whose picture has one channel: of no use here."""
    node = helper.make_node("Identity", ["in"], ["out"])
    given, out = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, 8, 8]) for name in ("in", "out")
    )
    graph = helper.make_graph([node], "grey", [given], [out])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path.read_bytes()


def card_of(content: bytes, name: str = "told", url: str = "https://models.example/told.onnx") -> ModelCard:
    """A card that these bytes satisfy."""
    return ModelCard(
        name=name,
        title="Told",
        task=Task.PEOPLE,
        licence="Apache-2.0",
        url=url,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        input_wh=(64, 64),
        file_name="told.onnx",
    )
