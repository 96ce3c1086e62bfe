"""The key with which the hub seals what its database must not tell: addresses of cameras, second factors."""

from functools import cache
from pathlib import Path

from django.conf import settings

from passerby.passes.key_files import load_or_create_key
from passerby.passes.keys import SymmetricKey


def hub_key() -> SymmetricKey:
    """The hub's key, made where there is none yet. Raises KeyFileError."""
    return _key_of(settings.HOME.hub_key)


@cache
def _key_of(path: Path) -> SymmetricKey:
    return load_or_create_key(path)
