"""Where the hub answers."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from passerby.hub.listening import base_url, is_loopback, open_listener
from passerby.settings import Settings
from passerby.shapes.errors import SettingError
from tests.support.ports import free_port


def settings(**environ: object) -> Settings:
    named = {f"PASSERBY_{name.upper()}": str(value) for name, value in environ.items()}
    return Settings.from_environment({"PASSERBY_LISTEN_PORT": str(free_port())} | named)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_is_in_use_is_named(taken: int) -> None:
    with pytest.raises(SettingError, match=f"port {taken} of 127.0.0.1 is in use"):
        open_listener(settings(listen_port=taken))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])  # noqa: S104 - refused, not bound
def test_nothing_listens_beyond_loopback_without_tls(host: str) -> None:
    with pytest.raises(SettingError, match="only with TLS"):
        open_listener(settings(listen_host=host))


def test_half_of_tls_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="both, or neither"):
        open_listener(settings(tls_key=tmp_path / "key.pem"))


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_tls_files_that_cannot_be_used_are_named(tmp_path: Path, content: str | None) -> None:
    certificate = tmp_path / "certificate.pem"
    if content is not None:
        certificate.write_text(content)
    with pytest.raises(SettingError, match=r"certificate\.pem"):
        open_listener(settings(tls_certificate=certificate, tls_key=certificate))


def test_an_address_that_is_not_of_this_machine_is_refused() -> None:
    with pytest.raises(SettingError, match=r"127\.9\.9\.300"):
        open_listener(
            Settings(models=Path(), listen_host="127.9.9.300", tls_certificate=None, allowed_hosts=())
        )


def test_loopback_is_told_from_the_rest() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "example.org")] == [False] * 3  # noqa: S104


def test_a_browser_is_sent_to_a_name_that_it_knows() -> None:
    assert base_url(settings(listen_port=8320)) == "http://127.0.0.1:8320"
    assert base_url(settings(listen_port=8320, listen_host="::1")) == "http://[::1]:8320"
    beyond = settings(
        listen_port=8320,
        listen_host="192.0.2.1",
        allowed_hosts="count.example.org",
        tls_certificate="c",
        tls_key="k",
    )
    assert base_url(beyond) == "https://count.example.org:8320"


def test_a_viewer_that_takes_nothing_is_let_go() -> None:
    with (
        open_listener(settings(), slow_viewer_s=0.2) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as ours,
        pytest.raises(TimeoutError) as ended,
    ):
        # More than any buffer on the way holds.
        ours.sendall(bytes(64 << 20))
    assert ended.value.errno == errno.ETIMEDOUT
