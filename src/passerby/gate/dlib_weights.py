"""The weights of dlib's face recognition network (D. King, 2017), read strictly from dlib's own file.

A residual network of 29 convolutions (`dnn_face_recognition_ex.cpp` in dlib's examples), whose file is in the
public domain (CC0). dlib writes first the version of every layer from the output to the input, then the
layers from the input to the output. The network is known, so each value that describes it is compared with
what it must be, and nothing in the file decides how much memory is taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from passerby.gate.dlib_stream import DlibStream, Tensor
from passerby.shapes.errors import ModelError

MAX_BYTES = 2**25
INPUT_PX = 150
DIMENSION = 128
FIRST_CHANNELS = 32


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """One residual block: the channels it takes and gives, and whether it halves the picture."""

    channels_in: int
    channels_out: int
    down: bool


BLOCKS = (
    *[BlockPlan(32, 32, False)] * 3,
    BlockPlan(32, 64, True),
    *[BlockPlan(64, 64, False)] * 3,
    BlockPlan(64, 128, True),
    *[BlockPlan(128, 128, False)] * 2,
    BlockPlan(128, 256, True),
    *[BlockPlan(256, 256, False)] * 2,
    BlockPlan(256, 256, True),
)
"""The blocks from the input to the output."""


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """A convolution and the affine layer behind it.

    filters: (out, in, height, width). biases, gamma, beta: (out,). stride, padding: pixels, both ways.
    """

    filters: Tensor
    biases: Tensor
    gamma: Tensor
    beta: Tensor
    stride: int
    padding: int


@dataclass(frozen=True, slots=True, eq=False)
class DlibWeights:
    """All weights of the network.

    mean_rgb: what is taken from each channel of the picture. stem: the first convolution. blocks: the two
    convolutions of each of BLOCKS. projection: (256, DIMENSION), from the averaged channels to the template.
    """

    mean_rgb: tuple[float, float, float]
    stem: Convolution
    blocks: tuple[tuple[Convolution, Convolution], ...]
    projection: Tensor


def parse_weights(content: bytes) -> DlibWeights:
    """Read the file `dlib_face_recognition_resnet_model_v1.dat`.

    Raises ModelError, naming the byte, where the file is cut, damaged, of another network, or too long.
    """
    if len(content) > MAX_BYTES:
        raise ModelError(
            f"the dlib weights may have at most {MAX_BYTES} bytes, found {len(content)}; this is another file"
        )
    stream = DlibStream(content)
    _read_versions(stream)
    mean_rgb = _read_input(stream)
    stem = _read_stem(stream)
    blocks = tuple(_read_block(stream, plan) for plan in BLOCKS)
    _read_pool(stream, "avg_pool_2", 0, 1)
    projection = _read_projection(stream)
    stream.end()
    return DlibWeights(mean_rgb, stem, blocks, projection)


def _read_versions(stream: DlibStream) -> None:
    stream.expect("the version of the network", 1)
    stream.expect_text("loss_metric_2")
    stream.real("the margin of the loss", 0, 10)
    stream.real("the threshold of the loss", 0, 10)
    for version in _layer_versions():
        stream.expect("the version of a layer", version)


def _layer_versions() -> Iterator[int]:
    """From the output to the input: 2 for a layer that computes, 1 for one that marks or recalls a place."""
    computes, marks, takes_pictures = 2, 1, 3
    yield from (computes, computes)
    for plan in reversed(BLOCKS):
        yield from (computes, computes)
        if plan.down:
            yield from (computes, marks, marks)
        yield from (*[computes] * 5, marks)
    yield from (computes, computes, computes, takes_pictures)


def _read_input(stream: DlibStream) -> tuple[float, float, float]:
    stream.expect_text("input_rgb_image_sized")
    red, green, blue = (stream.real(f"the mean of {colour}", 0, 255) for colour in ("red", "green", "blue"))
    stream.expect("the size of the input", INPUT_PX, INPUT_PX)
    return red, green, blue


def _read_stem(stream: DlibStream) -> Convolution:
    filters, biases = _read_convolution(stream, (FIRST_CHANNELS, 3, 7, 7), 2, 0)
    stream.expect("the pictures per sample", 1)
    gamma, beta = _read_affine(stream, FIRST_CHANNELS)
    _read_bare(stream, "relu_")
    _read_pool(stream, "max_pool_2", 3, 2)
    return Convolution(filters, biases, gamma, beta, 2, 0)


def _read_block(stream: DlibStream, plan: BlockPlan) -> tuple[Convolution, Convolution]:
    stride, padding = (2, 0) if plan.down else (1, 1)
    first = _read_unit(stream, plan.channels_in, plan.channels_out, stride, padding)
    _read_bare(stream, "relu_")
    second = _read_unit(stream, plan.channels_out, plan.channels_out, 1, 1)
    if plan.down:
        _read_pool(stream, "avg_pool_2", 2, 2)
    _read_bare(stream, "add_prev_")
    _read_bare(stream, "relu_")
    return first, second


def _read_unit(
    stream: DlibStream, channels_in: int, channels_out: int, stride: int, padding: int
) -> Convolution:
    filters, biases = _read_convolution(stream, (channels_out, channels_in, 3, 3), stride, padding)
    gamma, beta = _read_affine(stream, channels_out)
    return Convolution(filters, biases, gamma, beta, stride, padding)


def _read_convolution(
    stream: DlibStream, shape: tuple[int, int, int, int], stride: int, padding: int
) -> tuple[Tensor, Tensor]:
    count, channels, height, width = shape
    split = count * channels * height * width
    stream.expect_text("con_4")
    values = stream.tensor("a convolution", (split + count, 1, 1, 1))
    stream.expect(
        "filters, window, stride and padding", *(count, height, width), *[stride] * 2, *[padding] * 2
    )
    _expect_part(stream, "the filters", shape)
    _expect_part(stream, "the biases", (1, count, 1, 1))
    _read_training(stream)
    _read_state(stream)
    return values[:split].reshape(shape), values[split:]


def _read_affine(stream: DlibStream, channels: int) -> tuple[Tensor, Tensor]:
    stream.expect_text("affine_")
    values = stream.tensor("an affine layer", (2 * channels, 1, 1, 1))
    for what in ("gamma", "beta"):
        _expect_part(stream, what, (1, channels, 1, 1))
    stream.expect("the mode of an affine layer", 0)
    _read_state(stream)
    return values[:channels], values[channels:]


def _read_projection(stream: DlibStream) -> Tensor:
    channels = BLOCKS[-1].channels_out
    stream.expect_text("fc_2")
    stream.expect("outputs and inputs of the last layer", DIMENSION, channels)
    values = stream.tensor("the last layer", (channels, DIMENSION, 1, 1))
    _expect_part(stream, "the last layer's weights", (channels, DIMENSION, 1, 1))
    _expect_part(stream, "the last layer's biases", (0, 0, 0, 0))
    stream.expect("a last layer without biases", 1)
    _read_training(stream)
    _read_state(stream)
    return values.reshape(channels, DIMENSION)


def _read_pool(stream: DlibStream, name: str, window: int, stride: int) -> None:
    stream.expect_text(name)
    stream.expect(f"window, stride and padding of {name}", window, window, stride, stride, 0, 0)
    _read_state(stream)


def _read_bare(stream: DlibStream, name: str) -> None:
    stream.expect_text(name)
    _read_state(stream)


def _expect_part(stream: DlibStream, what: str, shape: tuple[int, int, int, int]) -> None:
    stream.expect(f"the version of {what}", 1)
    stream.expect(f"the shape of {what}", *shape)


def _read_training(stream: DlibStream) -> None:
    """Four factors that only training would use."""
    for _ in range(4):
        stream.real("a factor of training", 0, 1000)


def _read_state(stream: DlibStream) -> None:
    """What a layer keeps between two steps of training: here nothing."""
    stream.flags(3)
    for what in ("a gradient", "an output", "a gradient of weights"):
        stream.tensor(f"{what} that was not kept", (0, 0, 0, 0))
