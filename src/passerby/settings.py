"""Every setting of the process, read once from the environment. `docs/settings.md` lists them all."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from passerby.shapes.errors import SettingError

PROVIDERS = ("cpu", "cuda", "tensorrt", "openvino", "coreml")


def _data_home(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "passerby"


def _whole_number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}; got {text!r}")
    return int(text)


def _choice(environ: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    text = environ.get(name, "") or default
    if text not in choices:
        raise SettingError(f"{name} must be one of {', '.join(choices)}; got {text!r}")
    return text


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name, "")
    return Path(text).expanduser() if text else None


def _url(environ: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    """The URL itself, or that of the file that `NAME_FILE` names, so that passwords need no environment."""
    file = _path(environ, f"{name}_FILE")
    try:
        text = file.read_text(encoding="utf-8").strip() if file else environ.get(name, "")
    except OSError as error:
        raise SettingError(f"{name}_FILE cannot be read: {error.strerror}: {file}") from error
    # What was found may hold a password, so only its beginning is told.
    scheme = text.partition(":")[0]
    if text and scheme not in schemes:
        wanted = " or ".join(f"{known}:" for known in schemes)
        raise SettingError(f"{name} must begin with {wanted}; got a value that begins with {scheme[:20]!r}")
    return text or default


@dataclass(frozen=True, slots=True)
class Settings:
    """Typed settings. Each field's `env` is the environment variable that sets it.

    models: folder that holds, or receives, the weights.
    provider: what runs the models (an ONNX Runtime execution provider).
    threads: cores that one model run may use; 0 shares the machine's cores among the workers.
    workers: worker processes; 0 is one per core, and never more than there are cameras.
    home: folder of all that an installation keeps: keys, data, bus and spool.
    database_url: postgres://…; "" is SQLite in the home folder. Its repr is left out: it may hold a password.
    bus_url: how events travel; "local:" is files and sockets in the home folder.
    listen_host, listen_port: where the console answers.
    tls_certificate, tls_key: PEM files; needed for every host but loopback.
    allowed_hosts: names under which browsers reach the console, beside the loopback's own.
    tiles_url: a server of map tiles, with {z}, {x} and {y}; "" draws land outlines only.
    """

    models: Path = field(metadata={"env": "PASSERBY_MODELS"})
    provider: str = field(default="cpu", metadata={"env": "PASSERBY_PROVIDER"})
    threads: int = field(default=0, metadata={"env": "PASSERBY_THREADS"})
    workers: int = field(default=0, metadata={"env": "PASSERBY_WORKERS"})
    home: Path = field(default=Path(), metadata={"env": "PASSERBY_HOME"})
    database_url: str = field(default="", repr=False, metadata={"env": "PASSERBY_DATABASE_URL"})
    bus_url: str = field(default="local:", repr=False, metadata={"env": "PASSERBY_BUS_URL"})
    listen_host: str = field(default="127.0.0.1", metadata={"env": "PASSERBY_LISTEN_HOST"})
    listen_port: int = field(default=8320, metadata={"env": "PASSERBY_LISTEN_PORT"})
    tls_certificate: Path | None = field(default=None, metadata={"env": "PASSERBY_TLS_CERTIFICATE"})
    tls_key: Path | None = field(default=None, metadata={"env": "PASSERBY_TLS_KEY"})
    allowed_hosts: tuple[str, ...] = field(default=(), metadata={"env": "PASSERBY_ALLOWED_HOSTS"})
    tiles_url: str = field(default="", metadata={"env": "PASSERBY_TILES_URL"})

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check the settings; raises SettingError naming the first that cannot be used."""
        models = environ.get("PASSERBY_MODELS", "")
        return cls(
            models=Path(models).expanduser() if models else _data_home(environ) / "models",
            provider=_choice(environ, "PASSERBY_PROVIDER", "cpu", PROVIDERS),
            threads=_whole_number(environ, "PASSERBY_THREADS", 0, 0, 256),
            workers=_whole_number(environ, "PASSERBY_WORKERS", 0, 0, 256),
            home=_path(environ, "PASSERBY_HOME") or _data_home(environ) / "home",
            database_url=_url(environ, "PASSERBY_DATABASE_URL", "", ("postgres", "postgresql")),
            bus_url=_url(environ, "PASSERBY_BUS_URL", "local:", ("local", "memory", "nats")),
            listen_host=environ.get("PASSERBY_LISTEN_HOST") or "127.0.0.1",
            listen_port=_whole_number(environ, "PASSERBY_LISTEN_PORT", 8320, 1, 65535),
            tls_certificate=_path(environ, "PASSERBY_TLS_CERTIFICATE"),
            tls_key=_path(environ, "PASSERBY_TLS_KEY"),
            allowed_hosts=tuple(environ.get("PASSERBY_ALLOWED_HOSTS", "").replace(",", " ").split()),
            tiles_url=_url(environ, "PASSERBY_TILES_URL", "", ("https", "http")),
        )
