"""Names that are made at random and never used again."""

import secrets

LENGTH = 12
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def new_id() -> str:
    """A new id: 12 characters of a to z and 0 to 9, 62 bits of chance."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
