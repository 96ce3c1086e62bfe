"""`passerby up`, as a person starts it."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.waiting import eventually

RUN = [sys.executable, "-m", "passerby.cli.main"]


def refused(*words: str | Path, **environ: str) -> str:
    """What `passerby up` says when it does not start: one line."""
    ran = subprocess.run(
        [*RUN, "up", "--no-open", *map(str, words)], env=os.environ | environ, capture_output=True, text=True
    )
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    return line


def test_a_port_in_use_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = refused("--home", tmp_path, "--port", str(taken.getsockname()[1]))
    assert "is in use" in told


def test_an_address_beyond_this_machine_wants_tls(tmp_path: Path) -> None:
    assert "only with TLS" in refused("--home", tmp_path, "--host", "192.0.2.1")


def test_a_home_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert f"{tmp_path}/file/home" in refused("--home", tmp_path / "file" / "home")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with closing(sqlite3.connect(tmp_path / "data" / "hub.sqlite3")) as database, database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'sites', '9999_later', '2030-01-01')")
    assert "newer" in refused("--home", tmp_path, "--port", str(free_port()))


def test_a_database_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "data" / "hub.sqlite3").mkdir(parents=True)
    ran = subprocess.run(
        [*RUN, "site", "list", "--home", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "the database cannot be used" in line


@contextmanager
def running(*words: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*RUN, "up", "--no-open", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    raise AssertionError(f"it ended without saying {words!r}")


def opened(url: str) -> int:
    """The status with which a browser, that keeps cookies, ends up."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(url) as answer:
        return int(answer.status)


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """The process ids of hub and agent, by name."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    words = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in listed}
    return {
        name: int(pid) for pid, each in words.items() for name in ("hub", "agent") if name.encode() in each
    }


def test_up_starts_hub_and_agent_keeps_them_running_and_ends_them(tmp_path: Path) -> None:
    port = free_port()
    with running("--home", tmp_path, "--port", str(port)) as process:
        link = read_until(process, "Set up the first account").split()[-1]
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/set-up/[\w-]+/", link)
        assert opened(link) == 200
        before = children(process)
        assert set(before) == {"hub", "agent"}
        os.kill(before["hub"], signal.SIGKILL)
        read_until(process, "the hub was ended by signal 9")
        read_until(process, "Passerby is running")
        assert opened(f"http://127.0.0.1:{port}/accounts/login/") == 200
        after = children(process)
        assert after["agent"] == before["agent"]
        process.terminate()
        assert process.wait() == 0
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in after.values()))


def signed_in(link: str) -> urllib.request.OpenerDirector:
    """A browser that opened a one-time link and pressed its button."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(link) as page:
        url, proof = page.url, re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert proof is not None
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": proof[1]}).encode()
    browser.open(urllib.request.Request(url, form, {"Referer": url})).close()
    return browser


def people(line: bytes) -> int:
    """The people at all sites that one line of a live stream tells of."""
    figures = json.loads(line[5:]) if line.startswith(b"data: {") else {}
    return sum(site["people"] or 0 for site in figures.get("sites", {}).values())


@pytest.mark.timeout(300)  # from an empty folder to people on a page, on a busy machine too
def test_a_demonstration_counts_people_who_do_not_exist_in_a_home_of_its_own(tmp_path: Path) -> None:
    port = free_port()
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "PASSERBY_HOME": str(tmp_path / "not-here")}
    process = subprocess.Popen(
        [*RUN, "up", "--demo", "--no-open", "--port", str(port)],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        read_until(process, "none of them exists")
        browser = signed_in(read_until(process, "Sign in, once").split()[-1])
        with browser.open(f"http://127.0.0.1:{port}/live/overview") as figures:
            assert any(people(line) for line in figures)
    finally:
        process.terminate()
        process.communicate()
    assert not (tmp_path / "not-here").exists()
    with closing(sqlite3.connect(tmp_path / "passerby" / "demo" / "data" / "hub.sqlite3")) as database:
        sites = database.execute("SELECT name, city, is_synthetic FROM sites_site ORDER BY name").fetchall()
    assert sites == [("Harbour Plaza", "Lisbon", 1), ("Library", "Oslo", 1)]
