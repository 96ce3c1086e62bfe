"""Answers the questions that come in through one listening socket."""

import logging
import socket
import threading
import time

from passerby.bus.framing import ACCEPTED, REFUSED, BrokenOffError, receive, send
from passerby.bus.parts import Handler, answer

MAX_AT_ONCE = 32
PATIENCE_S = 10.0
"""So long may the other side take to send its question, and again to take its answer."""
LINGER_S = 2.0
"""So long may questions at work take to end when no more are wanted."""

_ACCEPT_AGAIN_S = 0.1
_log = logging.getLogger(__name__)


class SocketServer:
    """Hands each question to the handler in a thread of its own, MAX_AT_ONCE at a time."""

    def __init__(self, subject: str, listener: socket.socket, handler: Handler) -> None:
        self._subject = subject
        self._listener = listener
        self._handler = handler
        self._stopping = threading.Event()
        self._places = threading.Semaphore(MAX_AT_ONCE)
        self._lock = threading.Lock()
        self._at_work: set[threading.Thread] = set()
        self._doorman = threading.Thread(target=self._let_in, name=f"serve {subject}", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._doorman.start()

    def stop(self) -> None:
        """Answer no more; what is at work gets LINGER_S to end."""
        self._stopping.set()
        # Closing the socket would not wake a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._places.release()
        self._doorman.join()
        deadline = time.monotonic() + LINGER_S
        with self._lock:
            at_work = list(self._at_work)
        for thread in at_work:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _let_in(self) -> None:
        while not self._stopping.is_set():
            try:
                line, _ = self._listener.accept()
            except OSError as error:
                if not self._stopping.is_set():
                    _log.warning("%s lets nobody in for now: %s", self._subject, error.strerror)
                    self._stopping.wait(_ACCEPT_AGAIN_S)
                continue
            self._places.acquire()
            thread = threading.Thread(
                target=self._work, args=(line,), name=f"answer {self._subject}", daemon=True
            )
            with self._lock:
                self._at_work.add(thread)
            thread.start()

    def _work(self, line: socket.socket) -> None:
        try:
            with line:
                self._answer(line)
        finally:
            self._places.release()
            with self._lock:
                self._at_work.discard(threading.current_thread())

    def _answer(self, line: socket.socket) -> None:
        try:
            payload = receive(line, time.monotonic() + PATIENCE_S)
        except (OSError, BrokenOffError) as error:
            _log.info("a question to %s was not asked to its end: %r", self._subject, error)
            return
        accepted, content = answer(self._handler, payload)
        try:
            line.sendall(ACCEPTED if accepted else REFUSED)
            send(line, content, time.monotonic() + PATIENCE_S)
        except OSError as error:
            _log.info("who asked %s did not wait for the answer: %r", self._subject, error)
