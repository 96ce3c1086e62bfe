"""A member's templates, sealed under a key that follows from the member key: at rest, the member alone opens
them.

What is overwritten and what is not: the numbers of a Template and the buffer they are written into are. The
text that libsodium's binding takes and gives is a Python `bytes`, which cannot be; it is freed as soon as the
call returns, and its memory is used again by whatever comes next.
"""

from collections.abc import Sequence

from passerby.passes.member_keys import MemberKey, templates_key
from passerby.passes.sealing import decrypt, encrypt
from passerby.passes.template_format import decode_templates, encode_templates
from passerby.passes.templates import Template
from passerby.shapes.errors import SealError, TemplateError

_PURPOSE = b"passerby 1 member templates"


def seal_templates(templates: Sequence[Template], key: MemberKey) -> bytes:
    """Seal 1 to 8 templates of one model. Raises TemplateError for any others."""
    plain = encode_templates(templates)
    try:
        return encrypt(templates_key(key), bytes(plain), _PURPOSE)
    finally:
        plain[:] = bytes(len(plain))


def open_templates(sealed: bytes, key: MemberKey) -> list[Template]:
    """Open what `seal_templates` sealed under this key, for the caller to wipe.

    Raises TemplateError for another key, a change or cut anywhere, and another version.
    """
    try:
        plain = decrypt(templates_key(key), sealed, _PURPOSE)
    except SealError as error:
        raise TemplateError(f"the sealed templates cannot be opened with this card: {error}") from None
    return decode_templates(plain)
