"""Names that nobody chose: the ids of sites and cameras; and the names of agents."""

import re
import secrets
import string

ID_LENGTH = 12
_ALPHABET = string.ascii_lowercase + string.digits
_ID = re.compile(rf"[a-z0-9]{{{ID_LENGTH}}}")
_AGENT = re.compile(r"[a-z0-9-]{1,40}")


def new_id() -> str:
    """A random id of 12 characters from a-z and 0-9, 62 bits: never used before, and never again."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_LENGTH))


def is_id(text: str) -> bool:
    """Whether the text has the form of an id."""
    return _ID.fullmatch(text) is not None


def is_agent_id(text: str) -> bool:
    """Whether the text may name an agent: 1 to 40 characters from a-z, 0-9 and the hyphen."""
    return _AGENT.fullmatch(text) is not None
