import base64
import copy
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerby.passes.keys import SitePrivateKey, SitePublicKey
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass, open_pass, seal_pass
from passerby.passes.templates import Template
from passerby.shapes.errors import PassError, SealError, TemplateError
from tests.passes.vectors import vectors

SITE_KEY = SitePrivateKey.from_bytes(bytes(range(32, 64)))
TEMPLATE = Template("m-1", np.array([0.1, 0.2], np.float32))
GOOD: dict[str, Any] = {
    "pass_id": "pass00000001",
    "site": "site00000001",
    "card_tag": bytes(range(16)),
    "templates": (TEMPLATE,),
    "valid_from": 10.0,
    "valid_until": 20.0,
}


@pytest.mark.parametrize("vector", vectors("site_passes.json"))
def test_passes_of_the_first_version_open_as_they_were(vector: dict[str, Any]) -> None:
    site_key = SitePrivateKey.from_bytes(bytes.fromhex(vector["site_key"]))
    sealed = base64.b64decode(vector["sealed"])
    if "refused" in vector:
        with pytest.raises(PassError, match=vector["refused"]):
            open_pass(sealed, site_key, vector["site"], vector["now"])
        return
    opened = open_pass(sealed, site_key, vector["site"], vector["now"])
    assert (opened.pass_id, opened.site) == (vector["pass"], vector["site"])
    assert opened.card_tag == card_tag(MemberKey.from_bytes(bytes.fromhex(vector["card"])), vector["site"])
    assert (opened.valid_from, opened.valid_until) == (vector["valid_from"], vector["valid_until"])
    assert {template.model_id for template in opened.templates} == {vector["model"]}
    assert [template.numbers.tolist() for template in opened.templates] == vector["numbers"]


@given(st.floats(0, 1e9), st.floats(1, 1e9), st.integers(1, 8), st.binary(min_size=16, max_size=16))
def test_what_was_sealed_to_a_site_is_opened_there(begin: float, span: float, count: int, tag: bytes) -> None:
    templates = tuple(Template("m-1", np.full(3, number, np.float32)) for number in range(count))
    given_pass = Pass("pass00000001", "site00000001", tag, templates, begin, begin + span)
    opened = open_pass(seal_pass(given_pass, SITE_KEY.public_key), SITE_KEY, "site00000001", begin)
    assert (opened.card_tag, opened.valid_from, opened.valid_until) == (tag, begin, begin + span)
    assert [template.numbers.tolist() for template in opened.templates] == [
        template.numbers.tolist() for template in templates
    ]


@given(st.data())
def test_a_pass_changed_anywhere_opens_no_more(data: st.DataObject) -> None:
    changed = bytearray(seal_pass(Pass(**GOOD), SITE_KEY.public_key))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(PassError):
        open_pass(bytes(changed), SITE_KEY, "site00000001", 15.0)


@pytest.mark.parametrize(
    ("field", "value", "refused"),
    [
        ("pass_id", "pass", "12 characters"),
        ("site", "Site00000001", "12 characters"),
        ("card_tag", bytes(15), "tag has 16 bytes; got 15"),
        ("valid_from", 20.0, "ends after that"),
        ("valid_from", -1.0, "begins after 1970"),
        ("valid_from", float("nan"), "begins after 1970"),
        ("valid_until", 1e15, "before the year 10000"),
    ],
)
def test_a_pass_that_makes_no_sense_is_refused(field: str, value: object, refused: str) -> None:
    with pytest.raises(PassError, match=refused):
        Pass(**{**GOOD, field: value})


def test_a_pass_without_a_template_is_refused() -> None:
    with pytest.raises(TemplateError, match="1 to 8"):
        Pass(**{**GOOD, "templates": ()})


def test_a_pass_shows_neither_tag_nor_template_and_stays_where_it_is() -> None:
    opened = Pass(**GOOD)
    assert "pass00000001" in repr(opened)
    assert "tag" not in repr(opened)
    assert "emplate" not in repr(opened)
    for way_out in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied or pickled"):
            way_out(opened)


def test_a_wiped_pass_has_no_numbers_left() -> None:
    template = Template("m-1", np.ones(4, np.float32))
    numbers = template.numbers
    Pass(**{**GOOD, "templates": (template,)}).wipe()
    assert not numbers.any()


def test_a_pass_is_not_sealed_to_a_key_that_anybody_could_open() -> None:
    with pytest.raises(SealError, match="not a usable X25519 key"):
        seal_pass(Pass(**GOOD), SitePublicKey.from_bytes(bytes(32)))
