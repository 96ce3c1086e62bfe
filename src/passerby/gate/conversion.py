"""Keeps dlib's network, once converted, as a file: reads and writes files in the folder that it is handed.

The file's name tells the hash of the weights and the version of the conversion that it was made with; its
last 32 bytes are the SHA-256 of all before them, so that one that was cut or damaged is never run. The hash
is against accidents: who may write into the folder may also write another network with its right hash.
"""

import hashlib
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from passerby.gate.dlib_weights import parse_weights

_log = logging.getLogger(__name__)

MAX_BYTES = 2**25
_DIGEST_BYTES = hashlib.sha256().digest_size
_VERSION = 1
"""Goes up with every change of the graph that `dlib_network` builds."""


def converted_network(weights: bytes, folder: Path) -> bytes:
    """dlib's network as the bytes of an ONNX file, from the folder, or converted and put there.

    weights: the bytes of dlib's file. Any number of processes may ask at once: each gets the same network.
    Where the folder cannot be written a warning is logged, and the next start converts again. Raises
    ModelError for weights that cannot be read.
    """
    path = folder / f"dlib-resnet-{hashlib.sha256(weights).hexdigest()}-v{_VERSION}.checked-onnx"
    kept = _read(path)
    if kept is not None:
        return kept
    # Loaded when there is something to convert: it costs as much time as all else a gate loads.
    from passerby.gate.dlib_network import build_network

    network = build_network(parse_weights(weights))
    try:
        _write(path, network + hashlib.sha256(network).digest())
    except OSError as error:
        _log.warning(
            "the converted network cannot be kept in %s (%s); it works, but every start converts it again: "
            "give the user that runs Passerby the right to write there",
            folder,
            error.strerror,
        )
    return network


def _read(path: Path) -> bytes | None:
    """The network in the file; None where there is none that can be used."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("%s cannot be read (%s); the network is converted anew", path, error.strerror)
        return None
    network, digest = content[:-_DIGEST_BYTES], content[-_DIGEST_BYTES:]
    if hashlib.sha256(network).digest() != digest:
        _log.warning("%s is damaged: its hash is not the one it ends with; converted anew", path)
        return None
    return network


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and readable for all: weights are no secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        Path(part).chmod(0o644)
        Path(part).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(part).unlink()
