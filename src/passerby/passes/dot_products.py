"""Dot products of one row of small whole numbers with very many, on one core.

NumPy has no fast product of bytes; ONNX Runtime, which is here for the models, has one (MatMulInteger) that
reads a matrix where it lies, at the speed of the memory.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from onnx import TensorProto, helper

Bytes = npt.NDArray[np.int8]
SmallNumbers = npt.NDArray[np.uint8]
Products = npt.NDArray[np.int32]

LARGEST_LEFT = 127
"""Processors without VNNI add two products in 16 bits: 2 · 127 · 128 fits, and 2 · 255 · 128 would not."""

_OPSET, _IR_VERSION = 17, 9


@cache
def _session() -> ort.InferenceSession:
    node = helper.make_node("MatMulInteger", ["left", "right"], ["product"])
    graph = helper.make_graph(
        [node],
        "dot_products",
        [
            helper.make_tensor_value_info("left", TensorProto.UINT8, [1, "depth"]),
            helper.make_tensor_value_info("right", TensorProto.INT8, ["depth", "width"]),
        ],
        [helper.make_tensor_value_info("product", TensorProto.INT32, [1, "width"])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    # What ONNX Runtime would keep for later could be a part of somebody's template.
    options.enable_cpu_mem_arena = False
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


class DotProducts:
    """`left` (depth,) times `right` (depth, width) into `product` (width,), as often as `run` is called.

    The three arrays are used where they lie: what is written into `left` and `right` counts in the next run.
    left: 0..LARGEST_LEFT, so that the products are exact on every processor.
    """

    def __init__(self, left: SmallNumbers, right: Bytes, product: Products) -> None:
        depth, width = right.shape
        if left.shape != (depth,) or product.shape != (width,):
            raise ValueError(
                f"a right side {right.shape} needs a left side ({depth},) and room for ({width},); "
                f"got {left.shape} and {product.shape}"
            )
        if not all(array.flags.c_contiguous for array in (left, right, product)):
            raise ValueError("the arrays of a dot product must lie in one piece")
        self._arrays = left, right, product
        self._binding = _session().io_binding()
        self._binding.bind_input("left", "cpu", 0, np.uint8, (1, depth), left.ctypes.data)
        self._binding.bind_input("right", "cpu", 0, np.int8, right.shape, right.ctypes.data)
        self._binding.bind_output("product", "cpu", 0, np.int32, (1, width), product.ctypes.data)

    def run(self) -> None:
        """Write the products."""
        _session().run_with_iobinding(self._binding)
