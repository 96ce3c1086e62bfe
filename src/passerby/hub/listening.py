"""Where the hub answers: a socket that is opened before anything else, and nowhere open to strangers."""

import errno
import ipaddress
import socket
import ssl

from passerby.settings import Settings
from passerby.shapes.errors import SettingError

SLOW_VIEWER_S = 20.0
"""A viewer that takes nothing of what was sent for so long is let go."""

BACKLOG = 1024


def open_listener(settings: Settings, slow_viewer_s: float = SLOW_VIEWER_S) -> socket.socket:
    """A listening socket at the address that the settings name.

    Raises SettingError for one beyond this machine's loopback without TLS, for TLS files that cannot be used,
    and for a port that is in use or not allowed.
    """
    _check_tls(settings)
    host, port = settings.listen_host, settings.listen_port
    if settings.tls_certificate is None and not is_loopback(host):
        raise SettingError(
            f"the console answers on {host} only with TLS, for passwords would cross the network in the "
            "clear; set PASSERBY_TLS_CERTIFICATE and PASSERBY_TLS_KEY, or listen on 127.0.0.1"
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise SettingError(
            f"PASSERBY_LISTEN_HOST must be an address of this machine; {host!r} has none: {error.strerror}"
        ) from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections have it from their listener. The kernel then ends one whose other side is gone or does
        # not read, and nobody has to count what waits for it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(slow_viewer_s * 1000))
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _cannot_listen(error, host, port) from error
    return listener


def _check_tls(settings: Settings) -> None:
    """Raise SettingError unless the settings name no TLS files, or two that can be used."""
    certificate, key = settings.tls_certificate, settings.tls_key
    if certificate is None and key is None:
        return
    if certificate is None or key is None:
        raise SettingError("PASSERBY_TLS_CERTIFICATE and PASSERBY_TLS_KEY are needed both, or neither")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError as error:
        raise SettingError(
            f"TLS cannot be spoken with {certificate} and {key}: {error.strerror or error}; wanted a "
            "certificate and its key as PEM files that this user can read"
        ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def base_url(settings: Settings) -> str:
    """How a browser on this machine, or one that knows the first allowed name, reaches the console."""
    scheme = "http" if settings.tls_certificate is None else "https"
    host = settings.listen_host
    if not is_loopback(host):
        host = settings.allowed_hosts[0] if settings.allowed_hosts else host
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.listen_port}"


def _cannot_listen(error: OSError, host: str, port: int) -> SettingError:
    where = f"port {port} of {host}"
    if error.errno == errno.EADDRINUSE:
        return SettingError(
            f"{where} is in use; end what listens there (`ss -ltnp` shows it), or choose another with --port"
        )
    if error.errno == errno.EACCES:
        return SettingError(f"{where} is for the superuser; choose one from 1024 to 65535 with --port")
    return SettingError(f"nothing can listen on {where}: {error.strerror}; choose another with --host")
