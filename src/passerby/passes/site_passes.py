"""A pass: a member's release of their templates to one site for a time, sealed to that site alone.

Whoever knows a site's public key can seal a pass to it: a sealed pass is secret, and no proof of who made it.
That only a consenting member's pass reaches a site is what the passes' way there must see to (the bus with
its credentials, or a folder that its owner alone can write).
"""

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NoReturn

from passerby.passes.keys import SitePrivateKey, SitePublicKey
from passerby.passes.member_keys import TAG_BYTES
from passerby.passes.sealing import open_sealed, seal_to
from passerby.passes.template_format import check_templates, decode_templates, encode_templates
from passerby.passes.templates import Template
from passerby.shapes.errors import PassError, SealError, TemplateError
from passerby.shapes.identity import ID_LENGTH, is_id

FORMAT = 1

_LAST_TIME = datetime(9999, 12, 31, tzinfo=UTC).timestamp()

# Other things are sealed to a site's key too; none of them begins like this.
_LABEL = b"passerby pass "
_HEAD = struct.Struct(f"<{len(_LABEL)}sB")
_BODY = struct.Struct(f"<{ID_LENGTH}s{ID_LENGTH}s{TAG_BYTES}sdd")


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """pass_id: random, of this pass alone. site: whose gates it opens. card_tag: see `member_keys.card_tag`.
    templates: 1 to 8 of one model. Valid from valid_from to before valid_until, UTC seconds.

    Raises PassError or TemplateError for anything else. Shows neither tag nor templates, is not pickled.
    """

    pass_id: str
    site: str
    card_tag: bytes = field(repr=False)
    templates: tuple[Template, ...] = field(repr=False)
    valid_from: float
    valid_until: float

    def __post_init__(self) -> None:
        if not (is_id(self.pass_id) and is_id(self.site)):
            raise PassError("a pass and its site have ids of 12 characters from a-z and 0-9; got others")
        if len(self.card_tag) != TAG_BYTES:
            raise PassError(f"a card's tag has {TAG_BYTES} bytes; got {len(self.card_tag)}")
        if not 0 <= self.valid_from < self.valid_until <= _LAST_TIME:
            raise PassError(
                "a pass begins after 1970, and ends after that and before the year 10000; "
                f"got {self.valid_from:.0f} to {self.valid_until:.0f} (UTC s)"
            )
        check_templates(self.templates)

    def wipe(self) -> None:
        """Overwrite the templates."""
        for template in self.templates:
            template.wipe()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a pass is not copied or pickled; seal it, or hand over the object itself")


def seal_pass(opened: Pass, site_key: SitePublicKey) -> bytes:
    """Seal a pass to its site. Raises SealError for a public key that cannot be used."""
    templates = encode_templates(opened.templates)
    plain = bytearray(_HEAD.pack(_LABEL, FORMAT))
    plain += _BODY.pack(
        opened.pass_id.encode("ascii"),
        opened.site.encode("ascii"),
        opened.card_tag,
        opened.valid_from,
        opened.valid_until,
    )
    plain += templates
    try:
        return seal_to(site_key, bytes(plain))
    finally:
        for written in (templates, plain):
            written[:] = bytes(len(written))


def open_pass(sealed: bytes, site_key: SitePrivateKey, site: str, now: float) -> Pass:
    """Open a pass that was sealed to this site and is valid at `now` (UTC s), for the caller to wipe.

    Raises PassError that says which: it does not open, is of another version, of another site, not valid
    yet, over, or damaged.
    """
    try:
        plain = open_sealed(site_key, sealed)
    except SealError as error:
        raise PassError(
            f"the pass cannot be opened with this site's key: {error}; put it into the folder of its own "
            "site, copy it again whole, or withdraw it and have the member open a new one"
        ) from None
    opened = _decoded(plain)
    try:
        _check_use(opened, site, now)
    except PassError:
        opened.wipe()
        raise
    return opened


def _decoded(plain: bytes) -> Pass:
    if len(plain) < _HEAD.size or not plain.startswith(_LABEL):
        raise PassError("what was sealed to this site is no pass; remove it")
    _, version = _HEAD.unpack_from(plain)
    if version != FORMAT:
        raise PassError(
            f"the pass is written in version {version}, and this Passerby reads {FORMAT}; "
            "install the version that wrote it, or have the member open a new one"
        )
    begin = _HEAD.size + _BODY.size
    if len(plain) < begin:
        raise PassError("the pass is cut short; have the member open a new one")
    pass_id, site, tag, valid_from, valid_until = _BODY.unpack_from(plain, _HEAD.size)
    try:
        templates = tuple(decode_templates(memoryview(plain)[begin:]))
    except TemplateError as error:
        raise PassError(f"the pass has templates that cannot be used: {error}") from None
    try:
        return Pass(
            pass_id.decode("latin-1"), site.decode("latin-1"), tag, templates, valid_from, valid_until
        )
    except PassError:
        for template in templates:
            template.wipe()
        raise


def _check_use(opened: Pass, site: str, now: float) -> None:
    if opened.site != site:
        raise PassError(f"the pass is for the site {opened.site}, and this is {site}; take it there")
    if now < opened.valid_from:
        raise PassError(
            f"the pass is not valid yet: it begins at {_text(opened.valid_from)}; if that is past, set this "
            "machine's clock"
        )
    if not now < opened.valid_until:
        raise PassError(
            f"the pass is over: it ended at {_text(opened.valid_until)}; have the member open a new one"
        )


def _text(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
