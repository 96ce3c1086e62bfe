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


@dataclass(frozen=True, slots=True)
class Settings:
    """Typed settings. Each field's `env` is the environment variable that sets it.

    models: folder that holds, or receives, the weights.
    provider: what runs the models (an ONNX Runtime execution provider).
    threads: cores that one model run may use; 0 shares the machine's cores among the workers.
    workers: worker processes; 0 is one per core, and never more than there are cameras.
    """

    models: Path = field(metadata={"env": "PASSERBY_MODELS"})
    provider: str = field(default="cpu", metadata={"env": "PASSERBY_PROVIDER"})
    threads: int = field(default=0, metadata={"env": "PASSERBY_THREADS"})
    workers: int = field(default=0, metadata={"env": "PASSERBY_WORKERS"})

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check the settings; raises SettingError naming the first that cannot be used."""
        models = environ.get("PASSERBY_MODELS", "")
        return cls(
            models=Path(models).expanduser() if models else _data_home(environ) / "models",
            provider=_choice(environ, "PASSERBY_PROVIDER", "cpu", PROVIDERS),
            threads=_whole_number(environ, "PASSERBY_THREADS", 0, 0, 256),
            workers=_whole_number(environ, "PASSERBY_WORKERS", 0, 0, 256),
        )
