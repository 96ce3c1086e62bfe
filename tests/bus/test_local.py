"""What holds for the local bus alone: several processes, and files that fail."""

import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from passerby.bus.framing import ACCEPTED, BrokenOffError, receive
from passerby.bus.local import LocalBus
from passerby.bus.socket_server import MAX_AT_ONCE
from passerby.shapes.errors import BusError, NoAnswerError
from tests.bus.ends import another_process, line_of


def _file(home: Path) -> Path:
    return home / "bus" / "bus.sqlite3"


def test_a_message_reaches_another_process(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    body = """
subscription = bus.subscribe("events/local", "hub")
print("ready")
for message in subscription.fetch(1, 60):
    print(message.payload.decode())
    message.ack()
"""
    with another_process(tmp_path, body) as process:
        assert line_of(process) == "ready"
        bus.publish("events/local", b"hello")
        assert line_of(process) == "hello"
    bus.close()


def test_a_change_reaches_another_process(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    body = """
watch = bus.watch("live/")
while True:
    # Long enough for whoever listens to other processes to go to sleep.
    time.sleep(0.1)
    print("ready")
    for entry in watch.wait(60):
        print(entry.key, entry.value)
"""
    with another_process(tmp_path, body) as process:
        for value in (b"1", b"2", None):
            assert line_of(process) == "ready"
            # And for the other process to wait by now, so that it is the change that wakes it.
            time.sleep(0.1)
            bus.put("live/cam", value)
            assert line_of(process) == f"live/cam {value!r}"
    bus.close()


def test_a_process_killed_before_its_ack_gets_the_message_again(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    for payload in (b"1", b"2"):
        bus.publish("events/local", payload)
    body = """
subscription = bus.subscribe("events/local", "hub")
(one,) = subscription.fetch(1, 60)
one.ack()
subscription.fetch(1, 60)
print("taken")
time.sleep(60)
"""
    with another_process(tmp_path, body) as process:
        assert line_of(process) == "taken"
        process.send_signal(signal.SIGKILL)
        process.wait()
    subscription = bus.subscribe("events/local", "hub")
    assert [message.payload for message in subscription.fetch(10, 0)] == [b"2"]
    bus.close()


def test_who_serves_and_is_killed_can_be_replaced(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    body = """
with bus.serve("preview/local", lambda _: b"old"):
    print("serving")
    time.sleep(60)
"""
    with another_process(tmp_path, body) as process:
        assert line_of(process) == "serving"
        assert bus.request("preview/local", b"", 30) == b"old"
        with pytest.raises(BusError, match="served already"), bus.serve("preview/local", bytes):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    with pytest.raises(NoAnswerError, match="nobody serves"):
        bus.request("preview/local", b"", 30)
    with bus.serve("preview/local", lambda _: b"new"):
        assert bus.request("preview/local", b"", 30) == b"new"
    bus.close()


def test_who_is_killed_while_answering_is_told_at_once(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    body = """
with bus.serve("preview/local", lambda _: os.kill(os.getpid(), 9)):
    print("serving")
    time.sleep(60)
"""
    with another_process(tmp_path, body) as process:
        assert line_of(process) == "serving"
        with pytest.raises(NoAnswerError, match="broke off without an answer"):
            bus.request("preview/local", b"", 60)
    bus.close()


def test_two_processes_start_at_once_on_a_new_home(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from passerby.bus.local import LocalBus; "
        "print('ready', flush=True); sys.stdin.readline(); bus = LocalBus(Path(sys.argv[1])); "
        "[bus.publish('events/local', b'x') for _ in range(20)]; bus.close()"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "home")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for starter in starters:
        line_of(starter)
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.write("\n")
        starter.stdin.flush()
    for starter in starters:
        starter.communicate(timeout=60)
    assert [starter.returncode for starter in starters] == [0] * 4
    bus = LocalBus(tmp_path / "home")
    assert len(bus.subscribe("events/local", "hub").fetch(1000, 0)) == 80
    bus.close()


def test_a_new_file_is_made_by_one_process_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "bus").mkdir()
    with (tmp_path / "bus" / "open.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        opener = threading.Thread(target=lambda: LocalBus(tmp_path).close())
        opener.start()
        opener.join(0.2)
        assert not _file(tmp_path).exists()
    opener.join(60)
    assert _file(tmp_path).exists()


def test_a_process_killed_in_the_middle_of_publishing_harms_nobody(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    subscription = bus.subscribe("events/local", "hub")
    body = """
number = 0
while True:
    number += 1
    bus.publish("events/local", b"%d" % number)
    print(number)
"""
    for _ in range(3):
        with another_process(tmp_path, body) as process:
            line_of(process)
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert process.stdout is not None
            said = process.stdout.read().split()
        messages = subscription.fetch(100_000, 0)
        for message in messages:
            message.ack()
        numbers = [int(message.payload) for message in messages]
        assert numbers == list(range(1, len(numbers) + 1))
        assert not said or len(numbers) >= int(said[-1])
    bus.close()


def test_the_file_does_not_grow_with_messages_that_were_acked(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    subscription = bus.subscribe("events/local", "hub")
    sizes = []
    for _ in range(6):
        for _ in range(50):
            bus.publish("events/local", bytes(10_000))
        for message in subscription.fetch(50, 0):
            message.ack()
        with sqlite3.connect(_file(tmp_path)) as reader:
            reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        reader.close()
        sizes.append(_file(tmp_path).stat().st_size)
    assert sizes[0] > 500_000
    assert sizes[-1] <= sizes[0] * 1.1
    bus.close()


@pytest.mark.parametrize("damage", ["not a database", "torn"])
def test_a_damaged_file_is_told_with_its_name_and_the_way_out(tmp_path: Path, damage: str) -> None:
    bus = LocalBus(tmp_path)
    for _ in range(200):
        bus.publish("events/local", bytes(1000))
    bus.close()
    file = _file(tmp_path)
    if damage == "torn":
        raw = file.read_bytes()
        file.write_bytes(raw[:100] + os.urandom(len(raw) - 100))
    else:
        file.write_bytes(b"this is no database, " * 1000)
    with pytest.raises(BusError) as caught, closing(LocalBus(tmp_path)) as bus:
        bus.subscribe("events/local", "hub").fetch(1000, 0)
    assert f"the bus file {file} is damaged; stop Passerby, delete {file}*" in str(caught.value)
    assert "nothing is lost" in str(caught.value)
    for leftover in file.parent.glob("bus.sqlite3*"):
        leftover.unlink()
    LocalBus(tmp_path).close()


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    LocalBus(tmp_path).close()
    with sqlite3.connect(_file(tmp_path)) as newer:
        newer.execute("PRAGMA user_version = 2")
    newer.close()
    with pytest.raises(BusError, match="is of version 2, and this Passerby knows 1; update Passerby"):
        LocalBus(tmp_path)


def test_a_full_disk_is_told_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path, max_file_bytes=400_000)
    subscription = bus.subscribe("events/local", "hub")

    def publish_until_full() -> None:
        for _ in range(1000):
            bus.publish("events/local", bytes(10_000))

    with pytest.raises(BusError, match=r"the disk is full.*make room on the disk"):
        publish_until_full()
    with pytest.raises(BusError, match="the disk is full"):
        bus.put("live/cam", bytes(100_000))
    messages = subscription.fetch(1000, 0)
    assert len(messages) > 10
    for message in messages:
        message.ack()
    bus.put("live/cam", bytes(1000))
    bus.publish("events/local", bytes(10_000))
    assert len(subscription.fetch(10, 0)) == 1
    bus.close()


def test_a_write_that_fails_says_so_and_leaves_the_rest_whole(tmp_path: Path) -> None:
    # A limit on the size of files fails a write as a failing disk does.
    body = """
import resource
bus.publish("events/local", b"before")
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    while True:
        bus.publish("events/local", bytes(50_000))
except Exception as error:
    print(type(error).__name__, error)
"""
    with another_process(tmp_path, body) as process:
        told = line_of(process)
    assert told.startswith(f"BusError the bus file {_file(tmp_path)} cannot be used")
    bus = LocalBus(tmp_path)
    assert bus.subscribe("events/local", "hub").fetch(1, 0)[0].payload == b"before"
    bus.close()


def test_a_home_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BusError, match=r"the folder .*bus of the bus cannot be used .*PASSERBY_HOME"):
        LocalBus(tmp_path / "file")
    # Nobody, not even root, may write there.
    with pytest.raises(BusError, match="cannot be used"):
        LocalBus(Path("/proc/1"))


def test_a_file_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    LocalBus(tmp_path).close()
    _file(tmp_path).unlink()
    _file(tmp_path).mkdir()
    with pytest.raises(BusError, match=r"bus.sqlite3 cannot be written .*belongs to the user"):
        LocalBus(tmp_path)


def test_what_is_on_the_bus_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        bus = LocalBus(tmp_path)
        with bus.serve("preview/local", bytes):
            for folder in (tmp_path / "bus", tmp_path / "bus" / "run"):
                assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
    bus.close()


def test_a_folder_that_others_may_enter_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "bus" / "run").mkdir(parents=True)
    (tmp_path / "bus").chmod(0o777)
    (tmp_path / "bus" / "run").chmod(0o777)
    LocalBus(tmp_path).close()
    assert (tmp_path / "bus").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "bus" / "run").stat().st_mode & 0o777 == 0o700


def test_a_home_with_a_long_path_is_served_too(tmp_path: Path) -> None:
    home = tmp_path / ("d" * 120) / ("e" * 120)
    bus = LocalBus(home)
    body = """
with bus.serve("preview/local", lambda question: question + b" from afar"):
    print("serving")
    time.sleep(60)
"""
    with another_process(home, body) as process:
        assert line_of(process) == "serving"
        assert bus.request("preview/local", b"hello", 30) == b"hello from afar"
    bus.close()


def test_a_question_and_its_answer_never_touch_the_disk(tmp_path: Path) -> None:
    canary = b"canary-of-a-picture"
    bus = LocalBus(tmp_path)
    with bus.serve("preview/local", lambda question: question * 1000):
        bus.request("preview/local", canary, 30)
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert files
        assert not [path for path in files if canary in path.read_bytes()]
    bus.close()


def _line(home: Path) -> socket.socket:
    (path,) = (home / "bus" / "run").glob("*.sock")
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(30)
    # The path itself may be longer than the address of a socket.
    folder = os.open(path.parent, os.O_PATH)
    line.connect(f"/proc/self/fd/{folder}/{path.name}")
    os.close(folder)
    return line


@pytest.mark.parametrize("sent", [b"", b"\0", b"\0\0\0\5ab", b"\xff\xff\xff\xff", b"GET / HTTP/1.1\r\n\r\n"])
def test_who_does_not_ask_to_the_end_or_asks_too_much_stops_nobody(tmp_path: Path, sent: bytes) -> None:
    bus = LocalBus(tmp_path)
    with bus.serve("preview/local", lambda question: question):
        with _line(tmp_path) as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            # What was not read to its end is reset.
            with suppress(ConnectionResetError):
                assert line.recv(1) == b""
        assert bus.request("preview/local", b"x", 30) == b"x"
    bus.close()


def test_more_than_a_bus_carries_is_not_even_waited_for() -> None:
    here, there = socket.socketpair()
    with here, there:
        there.sendall(b"\xff\xff\xff\xff")
        with pytest.raises(BrokenOffError):
            receive(here, time.monotonic() + 1)


def test_who_does_not_wait_for_the_answer_stops_nobody(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    with bus.serve("preview/local", lambda question: bytes(5_000_000)):
        with _line(tmp_path) as line:
            line.sendall(b"\0\0\0\1x")
            assert line.recv(1) == ACCEPTED
        assert len(bus.request("preview/local", b"x", 30)) == 5_000_000
    bus.close()


def test_a_crowd_of_silent_callers_does_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    bus = LocalBus(tmp_path)
    lines = []
    with bus.serve("preview/local", lambda question: question):
        lines = [_line(tmp_path) for _ in range(MAX_AT_ONCE + 5)]
        for line in lines:
            line.shutdown(socket.SHUT_WR)
    for line in lines:
        line.close()
    with pytest.raises(NoAnswerError):
        bus.request("preview/local", b"", 30)
    bus.close()
