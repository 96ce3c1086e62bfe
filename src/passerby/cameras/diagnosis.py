"""Why a camera on the network cannot be reached, where FFmpeg only says "input/output error"."""

import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from passerby.cameras.address import Address
from passerby.cameras.options import CameraOptions

_PATIENCE_S = 3.0
_PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_SYSTEM_AUTHORITIES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def authorities(options: CameraOptions) -> Path | None:
    """The PEM file of authorities to trust: the given one, else the system's, else None."""
    if options.ca_file is not None:
        return options.ca_file
    named = ssl.get_default_verify_paths().cafile
    candidates = [Path(name) for name in (named, *_SYSTEM_AUTHORITIES) if name]
    return next((path for path in candidates if path.is_file()), None)


def explain(address: Address, options: CameraOptions) -> str | None:
    """One sentence on what is wrong between here and the camera, or None where a connection can be made.

    Connects, and shakes hands where the address is encrypted, but sends no request and no password.
    """
    parts = urlsplit(address.reveal())
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE_S) as connection:
            if address.is_encrypted and options.verify_tls:
                _shake_hands(connection, host, options)
    except socket.gaierror:
        return f"the host {host} was not found; check its name and the name server"
    except ssl.SSLCertVerificationError as error:
        return (
            f"the certificate of {host} is not trusted ({error.verify_message}); name its authority in "
            "ca_file, or set verify_tls to False if the camera signed its own"
        )
    except ssl.SSLError:
        return f"{host} does not speak TLS on port {port}; check the port, or use the address without the s"
    except ConnectionRefusedError:
        return f"nothing listens on port {port} of {host}; check the port and whether the camera is on"
    except TimeoutError:
        return f"{host} does not answer on port {port}; check the cable, the network and any firewall"
    except OSError as error:
        return f"{host} cannot be reached ({(error.strerror or 'network error').lower()})"
    return None


def _shake_hands(connection: socket.socket, host: str, options: CameraOptions) -> None:
    trusted = authorities(options)
    context = ssl.create_default_context(cafile=str(trusted) if trusted else None)
    with context.wrap_socket(connection, server_hostname=host):
        pass
