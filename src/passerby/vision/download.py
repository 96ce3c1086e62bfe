"""Fetches a model's file: HTTPS only, resumable, bounded, checked, and in place only when it is whole."""

import errno
import fcntl
import http.client
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from passerby.shapes.errors import DownloadError
from passerby.vision.registry import FileState, ModelCard, file_sha256, find_file, how_to_get, verify

Progress = Callable[[int, int], None]
"""Told (bytes here, bytes in all) whenever either changed."""

HTTPS_ONLY = frozenset({"https"})
_TIMEOUT_S = 30.0
_BLOCK = 1 << 16
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_HANDLERS = {"https": urllib.request.HTTPSHandler, "http": urllib.request.HTTPHandler}


def pull(
    card: ModelCard,
    folder: Path,
    progress: Progress = lambda _done, _total: None,
    *,
    schemes: frozenset[str] = HTTPS_ONLY,
    timeout_s: float = _TIMEOUT_S,
) -> Path:
    """Fetch a model into the folder and return its path; a file that is already right is left alone.

    What was fetched before an interruption is kept beside the goal, as `.part`, and continued. `schemes` are
    the address schemes followed, also after redirects. Raises DownloadError when the model cannot be had,
    when another pull into this folder is under way, and for one that comes with a package and is not here.
    """
    if card.package:
        return _from_package(card, folder, progress)
    _check_scheme(card.url, schemes, f"the address of {card.name}")
    target, part = folder / card.file_name, folder / f"{card.file_name}.part"
    with _disk(card, folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _folder_lock(card, folder):
        if verify(card, folder) is FileState.OK:
            return target
        with _disk(card, folder), _open_part(part) as file:
            _fetch(card, file, progress, _opener(schemes), timeout_s)
            os.fsync(file.fileno())
        _settle(card, part, target)
    return target


def _from_package(card: ModelCard, folder: Path, progress: Progress) -> Path:
    state, path = verify(card, folder), find_file(card, folder)
    if path is None:
        raise DownloadError(
            f"{card.name} is not fetched from an address, it comes with the package {card.package}: get it "
            f"with `{how_to_get(card)}`, or copy {card.inside_package} of that package, as "
            f"{card.file_name}, into {folder}"
        )
    if state is not FileState.OK:
        raise DownloadError(
            f"{path} is not {card.name} as it was published: {state}; delete it, and if it is not here then, "
            f"get it with `{how_to_get(card)} --force-reinstall`"
        )
    progress(card.size_bytes, card.size_bytes)
    return path


def _fetch(
    card: ModelCard,
    file: IO[bytes],
    progress: Progress,
    opener: urllib.request.OpenerDirector,
    timeout_s: float,
) -> None:
    start = file.seek(0, os.SEEK_END)
    if start > card.size_bytes:
        start = file.seek(0)
        file.truncate()
    progress(start, card.size_bytes)
    if start == card.size_bytes:
        return
    with _network(card):
        response = _ask(card, start, opener, timeout_s)
    with response:
        if _resumes_at(response) != start:
            start = file.seek(0)
            file.truncate()
        _check_announced(card, response, start)
        _copy(card, response, file, start, progress)


def _ask(
    card: ModelCard, start: int, opener: urllib.request.OpenerDirector, timeout_s: float
) -> http.client.HTTPResponse:
    headers = {"User-Agent": "passerby", "Accept-Encoding": "identity"}
    ranged = {"Range": f"bytes={start}-"} if start else {}
    request = urllib.request.Request(card.url, headers=headers | ranged)  # noqa: S310 - `pull` checked its scheme
    try:
        response: http.client.HTTPResponse = opener.open(request, timeout=timeout_s)
    except urllib.error.HTTPError as error:
        if not (start and error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE):
            raise
        error.close()
        return _ask(card, 0, opener, timeout_s)
    return response


def _copy(
    card: ModelCard, response: http.client.HTTPResponse, file: IO[bytes], done: int, progress: Progress
) -> None:
    while True:
        with _network(card):
            block = response.read(_BLOCK)
        if not block:
            break
        done += len(block)
        if done > card.size_bytes:
            file.truncate(0)
            raise DownloadError(_wrong_size(card, "more"))
        file.write(block)
        progress(done, card.size_bytes)
    if done < card.size_bytes:
        raise DownloadError(
            f"the connection ended after {done} of {card.size_bytes} bytes of {card.name}; "
            "run the same command again, it continues where it stopped"
        )


def _resumes_at(response: http.client.HTTPResponse) -> int:
    """The first byte that the answer holds; -1 when a partial answer does not say."""
    if response.status != HTTPStatus.PARTIAL_CONTENT:
        return 0
    given = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return int(given.group(1)) if given else -1


def _check_announced(card: ModelCard, response: http.client.HTTPResponse, start: int) -> None:
    if response.status == HTTPStatus.PARTIAL_CONTENT and _resumes_at(response) != start:
        raise DownloadError(
            f"the server of {card.url} answered with a part of the file that was not asked for; "
            "run the same command again, it starts from the beginning"
        )
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and start + int(announced) != card.size_bytes:
        raise DownloadError(_wrong_size(card, str(start + int(announced))))


def _wrong_size(card: ModelCard, found: str) -> str:
    return (
        f"{card.url} is not the file that was published as {card.name}: wanted {card.size_bytes} bytes, "
        f"found {found}; nothing was kept, fetch the file elsewhere and put it into the models folder"
    )


def _settle(card: ModelCard, part: Path, target: Path) -> None:
    with _disk(card, part.parent):
        found = file_sha256(part)
        if found != card.sha256:
            part.unlink()
            raise DownloadError(
                f"what {card.url} sent is not {card.name}: wanted SHA-256 {card.sha256}, found {found}; "
                "the file was removed, try again, and if it stays so do not trust that server"
            )
        part.chmod(0o644)
        part.replace(target)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never to a scheme that was not allowed for the first address."""

    def __init__(self, schemes: frozenset[str]) -> None:
        self._schemes = schemes

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _check_scheme(newurl, self._schemes, f"the address that {req.full_url} redirects to")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check_scheme(address: str, schemes: frozenset[str], what: str) -> None:
    scheme = urlsplit(address).scheme
    if scheme not in schemes:
        raise DownloadError(
            f"{what} begins with {scheme}:, but only {', '.join(sorted(schemes))}: is followed; "
            "nothing was fetched"
        )


def _opener(schemes: frozenset[str]) -> urllib.request.OpenerDirector:
    """An opener that speaks the given schemes and no other: urllib's own also opens files and FTP."""
    opener = urllib.request.OpenerDirector()
    handlers = [
        urllib.request.ProxyHandler(),
        _Redirects(schemes),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        *(_HANDLERS[scheme]() for scheme in sorted(schemes)),
    ]
    for handler in handlers:
        opener.add_handler(handler)
    return opener


@contextmanager
def _open_part(part: Path) -> Iterator[IO[bytes]]:
    # O_NOFOLLOW: in a folder that others may write to, a planted link must not send the bytes elsewhere.
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        yield file


@contextmanager
def _folder_lock(card: ModelCard, folder: Path) -> Iterator[None]:
    with _disk(card, folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise DownloadError(
            f"{card.name} was not fetched: another pull into {folder} is under way; wait until it has ended"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _network(card: ModelCard) -> Iterator[None]:
    host = urlsplit(card.url).hostname
    by_hand = (
        f"or fetch {card.url} on another machine and copy it, as {card.file_name}, into the models folder"
    )
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        raise DownloadError(
            f"{card.name} cannot be fetched: {host} answered {error.code} {error.reason}; "
            f"try later, {by_hand}"
        ) from error
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise DownloadError(
            f"{card.name} cannot be fetched: no answer from {host} ({reason or type(error).__name__}); "
            f"check the network and run the same command again, {by_hand}"
        ) from error


@contextmanager
def _disk(card: ModelCard, folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = (
                f"the disk is full; {card.size_bytes / 1e6:.1f} MB are needed, free some and run it again"
            )
        else:
            advice = f"{error.strerror}; set PASSERBY_MODELS to a folder that you may write to"
        raise DownloadError(f"{card.name} cannot be stored in {folder}: {advice}") from error
