"""Small networks in the place of the large ones whose weights are not here, with answers that follow from
the picture they are shown.
"""

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Constants = dict[str, npt.NDArray[np.float32] | npt.NDArray[np.int64]]


def tell_colours(size_px: int, dimension: int, count: int | str = "count") -> bytes:
    """Gives, as the first three numbers of a template, the mean of each channel it is shown, then zeros."""
    spread = np.zeros((3, dimension), np.float32)
    spread[:, :3] = np.eye(3)
    nodes = [
        helper.make_node("ReduceMean", ["shown"], ["means"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["means", "spread"], ["numbers"]),
    ]
    return _network(nodes, {"spread": spread}, [count, 3, size_px, size_px], [count, dimension])


def tell_pixel(size_px: int, dimension: int, at_xy: tuple[int, int]) -> bytes:
    """Gives one pixel of what it is shown, then zeros."""
    place = np.zeros((1, 3, size_px, size_px), np.float32)
    place[:, :, at_xy[1], at_xy[0]] = 1
    spread = np.zeros((3, dimension), np.float32)
    spread[:, :3] = np.eye(3)
    nodes = [
        helper.make_node("Mul", ["shown", "place"], ["there"]),
        helper.make_node("ReduceSum", ["there", "axes"], ["pixel"], keepdims=0),
        helper.make_node("MatMul", ["pixel", "spread"], ["numbers"]),
    ]
    constants: Constants = {"place": place, "spread": spread, "axes": np.array([2, 3], np.int64)}
    return _network(nodes, constants, ["count", 3, size_px, size_px], ["count", dimension])


def _network(
    nodes: list[onnx.NodeProto],
    constants: Constants,
    shown: list[int | str],
    made: list[int | str],
) -> bytes:
    graph = helper.make_graph(
        nodes,
        "told",
        [helper.make_tensor_value_info("shown", TensorProto.FLOAT, shown)],
        [helper.make_tensor_value_info("numbers", TensorProto.FLOAT, made)],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    raw: bytes = model.SerializeToString()
    return raw
