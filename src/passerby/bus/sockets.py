"""Questions between processes of one machine: a Unix socket for each subject that is served."""

import fcntl
import hashlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from passerby.bus.framing import ACCEPTED, BrokenOffError, left_s, receive, receive_exactly, send
from passerby.bus.parts import Handler
from passerby.bus.socket_server import SocketServer
from passerby.bus.sqlite_file import make_folder
from passerby.shapes.errors import BusError, NoAnswerError

_LONGEST_ADDRESS = 100
"""Linux takes 107 bytes."""
_RETRY_S = 0.01


class SocketSwitchboard:
    """See parts.Switchboard. folder: where the sockets are, for its owner alone."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._folder = folder

    def request(self, subject: str, payload: bytes, timeout_s: float) -> bytes:
        """See Bus.request."""
        deadline = time.monotonic() + timeout_s
        try:
            with self._address(subject) as address, socket.socket(socket.AF_UNIX) as line:
                _connect(line, address, deadline)
                send(line, payload, deadline)
                accepted = receive_exactly(line, 1, deadline) == ACCEPTED
                answered = receive(line, deadline)
        except TimeoutError:
            raise NoAnswerError(f"{subject} did not answer within {timeout_s:g} s") from None
        except (FileNotFoundError, ConnectionRefusedError):
            raise NoAnswerError(f"nobody serves {subject}; see that the other side runs") from None
        except (OSError, BrokenOffError) as error:
            raise NoAnswerError(f"{subject} broke off without an answer; its log says why") from error
        if not accepted:
            raise BusError(answered.decode(errors="replace"))
        return answered

    @contextmanager
    def serve(self, subject: str, handler: Handler) -> Iterator[None]:
        """See Bus.serve."""
        path = self._path(subject)
        with _claimed(path.with_suffix(".lock"), subject), self._address(subject) as address:
            # Whoever held the claim before is gone, and may have left its socket behind.
            path.unlink(missing_ok=True)
            with _listening(address, subject) as listener:
                server = SocketServer(subject, listener, handler)
                server.start()
                try:
                    yield
                finally:
                    path.unlink(missing_ok=True)
                    server.stop()

    def _path(self, subject: str) -> Path:
        """Readable for a person, and, by its hash, different for every subject."""
        told_apart = hashlib.sha256(subject.encode()).hexdigest()[:12]
        return self._folder / f"{subject.replace('/', '.')[:40]}-{told_apart}.sock"

    @contextmanager
    def _address(self, subject: str) -> Iterator[str]:
        """What to bind or connect to: the path, or, where that is too long, a short way to the same file."""
        path = self._path(subject)
        if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
            yield str(path)
            return
        descriptor = os.open(self._folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            yield f"/proc/self/fd/{descriptor}/{path.name}"
        finally:
            os.close(descriptor)


@contextmanager
def _claimed(lock: Path, subject: str) -> Iterator[None]:
    """The right to serve a subject. It ends with the process, however that ends."""
    with ExitStack() as held:
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            held.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusError(f"{subject} is served already; stop whoever serves it first") from None
        except OSError as error:
            raise _cannot_serve(subject, error) from error
        yield


@contextmanager
def _listening(address: str, subject: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(address)
            listener.listen(128)
        except OSError as error:
            raise _cannot_serve(subject, error) from error
        yield listener


def _cannot_serve(subject: str, error: OSError) -> BusError:
    return BusError(
        f"{subject} cannot be served ({error.strerror}); see that PASSERBY_HOME lies on a disk of this "
        "machine that can be written to"
    )


def _connect(line: socket.socket, address: str, deadline: float) -> None:
    while True:
        line.settimeout(left_s(deadline))
        try:
            line.connect(address)
        except BlockingIOError:
            # More wait to be let in than the other side keeps count of.
            time.sleep(_RETRY_S)
        else:
            return
