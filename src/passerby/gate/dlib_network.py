"""dlib's face recognition network as an ONNX graph that gives what dlib gives."""

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, checker, helper, numpy_helper

from passerby.gate.dlib_stream import Tensor
from passerby.gate.dlib_weights import BLOCKS, DIMENSION, INPUT_PX, BlockPlan, Convolution, DlibWeights

_PIXEL_SCALE = 256.0
_OPSET, _IR_VERSION = 13, 8


def build_network(weights: DlibWeights) -> bytes:
    """The network as the bytes of an ONNX file, checked by onnx.

    Input "faces": (N, 3, INPUT_PX, INPUT_PX) float32, red-green-blue, 0..255. Output "templates":
    (N, DIMENSION) float32. The affine layers and the scaling of the pixels are folded into the convolutions.
    """
    graph = _Graph()
    stem = graph.convolution("faces", _sees_pixels(weights.stem, weights.mean_rgb))
    here = graph.node("MaxPool", [graph.node("Relu", [stem])], kernel_shape=[3, 3], strides=[2, 2])
    side = _side_after(_side_after(INPUT_PX, 7), 3)
    for plan, pair in zip(BLOCKS, weights.blocks, strict=True):
        here, side = _block(graph, here, side, plan, pair)
    averaged = graph.node("ReduceMean", [here], axes=[2, 3], keepdims=0)
    graph.node("MatMul", [averaged, graph.constant(weights.projection)], output="templates")
    return graph.serialised()


def _side_after(side: int, window: int) -> int:
    """Width and height of what is left of a picture after a window that moves by 2, without padding."""
    return (side - window) // 2 + 1


def _block(
    graph: "_Graph", given: str, side: int, plan: BlockPlan, pair: tuple[Convolution, Convolution]
) -> tuple[str, int]:
    """Add a residual block; its output, and the width and height of that in pixels."""
    first, second = pair
    through = graph.convolution(graph.node("Relu", [graph.convolution(given, first)]), second)
    if not plan.down:
        return graph.node("Relu", [graph.node("Add", [through, given])]), side
    skip = graph.node("AveragePool", [given], kernel_shape=[2, 2], strides=[2, 2])
    # Where the two differ, dlib adds them as if the smaller were followed by zeros. What was convolved is
    # never the wider one.
    pooled_side = _side_after(side, 2)
    through = graph.padded(through, 0, pooled_side - _side_after(side, 3))
    skip = graph.padded(skip, plan.channels_out - plan.channels_in, 0)
    return graph.node("Relu", [graph.node("Add", [through, skip])]), pooled_side


def _folded(convolution: Convolution) -> tuple[Tensor, Tensor]:
    """Filters and biases of the convolution and its affine layer as one."""
    filters = convolution.filters * convolution.gamma[:, None, None, None]
    return filters, convolution.biases * convolution.gamma + convolution.beta


def _sees_pixels(stem: Convolution, mean_rgb: tuple[float, float, float]) -> Convolution:
    """The first convolution, for pixels 0..255 in the place of (pixel - mean) / 256.

    Exact but for rounding, because it is not padded.
    """
    filters = stem.filters.astype(np.float64) / _PIXEL_SCALE
    biases = stem.biases - np.einsum("ocyx,c->o", filters, np.array(mean_rgb))
    return Convolution(
        filters.astype(np.float32),
        biases.astype(np.float32),
        stem.gamma,
        stem.beta,
        stem.stride,
        stem.padding,
    )


class _Graph:
    """A graph in the making: nodes and constants, named by their number."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, values: npt.NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        output = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def convolution(self, given: str, convolution: Convolution) -> str:
        filters, biases = _folded(convolution)
        return self.node(
            "Conv",
            [given, self.constant(filters), self.constant(biases)],
            strides=[convolution.stride] * 2,
            pads=[convolution.padding] * 4,
        )

    def padded(self, given: str, channels: int, pixels: int) -> str:
        """What is given, followed by so many channels, rows and columns of zeros."""
        if not channels and not pixels:
            return given
        pads = np.array([0, 0, 0, 0, 0, channels, pixels, pixels], np.int64)
        return self.node("Pad", [given, self.constant(pads)])

    def serialised(self) -> bytes:
        given = helper.make_tensor_value_info("faces", TensorProto.FLOAT, ["count", 3, INPUT_PX, INPUT_PX])
        made = helper.make_tensor_value_info("templates", TensorProto.FLOAT, ["count", DIMENSION])
        graph = helper.make_graph(self._nodes, "dlib-resnet", [given], [made], self._constants)
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(
            graph, opset_imports=[opset], ir_version=_IR_VERSION, producer_name="passerby"
        )
        checker.check_model(model, full_check=True)
        raw: bytes = model.SerializeToString()
        return raw
