"""How a question and its answer go over a stream socket.

A question is its length (4 bytes, big-endian) and its bytes; an answer is a byte that says whether it is one,
its length and its bytes. Nothing of either touches the disk.
"""

import socket
import struct
import time

from passerby.bus.bus import MAX_PAYLOAD_BYTES

ACCEPTED = b"\x01"
REFUSED = b"\x00"

_LENGTH = struct.Struct(">I")


class BrokenOffError(Exception):
    """The other side hung up, or speaks otherwise. Never leaves this package."""


def send(line: socket.socket, payload: bytes, deadline: float) -> None:
    """Send a length and its bytes. Raises TimeoutError and OSError."""
    line.settimeout(left_s(deadline))
    line.sendall(_LENGTH.pack(len(payload)) + payload)


def receive(line: socket.socket, deadline: float) -> bytes:
    """The bytes of a length and its bytes. Raises TimeoutError, OSError and BrokenOffError."""
    (length,) = _LENGTH.unpack(receive_exactly(line, _LENGTH.size, deadline))
    if length > MAX_PAYLOAD_BYTES:
        raise BrokenOffError
    return receive_exactly(line, length, deadline)


def receive_exactly(line: socket.socket, length: int, deadline: float) -> bytes:
    """So many bytes. Raises TimeoutError, OSError and BrokenOffError."""
    received = bytearray()
    while len(received) < length:
        line.settimeout(left_s(deadline))
        part = line.recv(min(length - len(received), 1 << 16))
        if not part:
            raise BrokenOffError
        received += part
    return bytes(received)


def left_s(deadline: float) -> float:
    """Seconds until the deadline (of time.monotonic), more than 0. Raises TimeoutError."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
