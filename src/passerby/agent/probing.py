"""Opens an address once for the hub, in a process of its own: what answers there is not to be trusted."""

import base64
import binascii
import multiprocessing
import threading
from multiprocessing.connection import Connection

from passerby.agent.site_keys import MAX_QUESTION_BYTES, SiteKeys
from passerby.cameras.address import parse
from passerby.cameras.probe import probe
from passerby.events.checked import Record
from passerby.events.json_text import read_object, write_object
from passerby.shapes.errors import PasserbyError, RecordError, SealError

WITHIN_S = 30.0
MOST_AT_ONCE = 2

_SPAWN = multiprocessing.get_context("spawn")


class ProbeDesk:
    """Answers questions about addresses that are sealed to a site. Safe to use from several threads."""

    def __init__(self, keys: SiteKeys) -> None:
        self._keys = keys
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def answer(self, question: bytes) -> bytes:
        """Answer a request: see `probe` of the bus. Raises RecordError for a question that is none."""
        site, sealed = _read(question)
        try:
            address = self._keys.open(site, sealed).decode()
        except (SealError, UnicodeDecodeError):
            return _refusal("the address was not sealed to the key that this site's agent has; save it again")
        if not self._places.acquire(timeout=WITHIN_S / 2):
            return _refusal("the agent is busy with other cameras; try again in a minute")
        try:
            return _ask_process(address)
        finally:
            self._places.release()


def _ask_process(address: str) -> bytes:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_run, args=(theirs,), name="passerby probe", daemon=True)
    process.start()
    theirs.close()
    try:
        # Through the pipe, not the arguments: the address may hold a password.
        ours.send(address)
        if not ours.poll(WITHIN_S):
            return _refusal(f"the address gave no picture within {WITHIN_S:g} s")
        answer: bytes = ours.recv()
    except (EOFError, OSError):
        return _refusal("what answers at the address broke the reader; it may be damaged, or no camera")
    finally:
        ours.close()
        process.join(1.0)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
    return answer


def _run(pipe: Connection) -> None:
    address = pipe.recv()
    try:
        found = probe(parse(address))
    except PasserbyError as error:
        pipe.send(_refusal(str(error)))
        return
    pipe.send(
        write_object(
            {
                "ok": True,
                "width": found.size_wh[0],
                "height": found.size_wh[1],
                "fps": found.fps or found.measured_fps,
                "codec": found.codec,
            }
        )
    )


def _refusal(reason: str) -> bytes:
    return write_object({"ok": False, "reason": reason})


def _read(question: bytes) -> tuple[str, bytes]:
    fields = Record(read_object(question, MAX_QUESTION_BYTES, "the question"), "question")
    site, text = fields.text("site"), fields.take("sealed_address")
    fields.finish()
    try:
        return site, base64.b64decode(text if isinstance(text, str) else "", validate=True)
    except (binascii.Error, ValueError):
        raise RecordError("question.sealed_address must be base64; got something else") from None
