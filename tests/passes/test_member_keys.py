import copy
import pickle

import pytest

from passerby.passes.keys import SymmetricKey
from passerby.passes.member_keys import TAG_BYTES, MemberKey, card_tag, templates_key
from passerby.shapes.errors import PassError, SealError
from tests.passes.vectors import vectors

RAW = bytes(range(32))
KEY = MemberKey.from_bytes(RAW)


def test_a_member_key_shows_nothing_of_itself_and_stays_where_it_is() -> None:
    assert f"{KEY!r} {KEY}" == "MemberKey() MemberKey()"
    for way_out in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied or pickled"):
            way_out(KEY)
    with pytest.raises(TypeError, match="no key of a table"):
        hash(KEY)


def test_a_member_key_equals_no_key_of_another_use() -> None:
    assert MemberKey.from_bytes(RAW) == KEY
    assert SymmetricKey.from_bytes(RAW) != KEY
    assert MemberKey.generate() != MemberKey.generate()
    with pytest.raises(SealError, match="32 bytes; got 31"):
        MemberKey.from_bytes(RAW[1:])


@pytest.mark.parametrize("vector", vectors("card_tags.json"))
def test_tags_stay_what_they_were(vector: dict[str, str]) -> None:
    key = MemberKey.from_bytes(bytes.fromhex(vector["key"]))
    assert card_tag(key, vector["site"]).hex() == vector["tag"]


def test_one_card_has_another_tag_at_every_site() -> None:
    tags = {card_tag(KEY, f"site{number:08}") for number in range(100)}
    assert len(tags) == 100
    assert {len(tag) for tag in tags} == {TAG_BYTES}


@pytest.mark.parametrize("site", ["", "site", "SITE00000001", "site0000000é", "site000000012"])
def test_what_is_no_site_has_no_tag(site: str) -> None:
    with pytest.raises(PassError, match="12 characters"):
        card_tag(KEY, site)


def test_what_is_derived_for_one_use_serves_no_other() -> None:
    derived = templates_key(KEY).to_bytes()
    assert derived not in (RAW, templates_key(MemberKey.from_bytes(RAW[::-1])).to_bytes())
    assert not derived.startswith(card_tag(KEY, "site00000001"))
