from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from resvg_py import svg_to_bytes

from passerby.passes.card_codes import CARD_CHARACTERS, decode_card, encode_card
from passerby.passes.card_pictures import card_png, card_svg
from passerby.passes.member_keys import MemberKey
from passerby.shapes.errors import CardError
from tests.passes.vectors import vectors

KEY = MemberKey.from_bytes(bytes(range(32)))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@pytest.mark.parametrize("vector", vectors("cards.json"))
def test_cards_of_the_first_version_read_as_they_were(vector: dict[str, str]) -> None:
    if "refused" in vector:
        with pytest.raises(CardError, match=vector["refused"]):
            decode_card(vector["text"])
    else:
        key = MemberKey.from_bytes(bytes.fromhex(vector["key"]))
        assert decode_card(vector["text"]) == key
        assert encode_card(key) == vector["text"]


@given(st.binary(min_size=32, max_size=32))
def test_every_key_has_a_card_that_says_it(raw: bytes) -> None:
    text = encode_card(MemberKey.from_bytes(raw))
    assert len(text) == CARD_CHARACTERS
    assert set(text) <= set(ALPHABET)
    assert decode_card(text).to_bytes() == raw


@given(st.integers(0, CARD_CHARACTERS - 1), st.sampled_from(ALPHABET))
def test_no_single_mistake_is_read_as_a_card(place: int, character: str) -> None:
    text = encode_card(KEY)
    if text[place] == character:
        return
    with pytest.raises(CardError):
        decode_card(text[:place] + character + text[place + 1 :])


@given(st.text(max_size=80))
def test_whatever_a_code_says_it_is_refused_with_words_that_do_not_repeat_it(text: str) -> None:
    for shown in (text, f"PBY1{text}"):
        with pytest.raises(CardError) as caught:
            decode_card(shown)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        assert len(text) < 10 or text not in str(caught.value)


def _read(picture: bytes) -> list[str]:
    with Image.open(BytesIO(picture)) as opened:
        canvas = Image.new("RGBA", opened.size, "white")
        canvas.alpha_composite(opened.convert("RGBA"))
        return [code.text for code in zxingcpp.read_barcodes(np.array(canvas.convert("L")))]


def test_a_drawn_card_is_read_back() -> None:
    assert _read(card_png(KEY)) == [encode_card(KEY)]
    assert _read(bytes(svg_to_bytes(svg_string=card_svg(KEY).decode(), width=400, dpi=96))) == [
        encode_card(KEY)
    ]


def test_a_card_is_29_modules_wide_and_has_white_around_it() -> None:
    with Image.open(BytesIO(card_png(KEY, module_px=1))) as opened:
        modules = np.array(opened.convert("L"))
    assert modules.shape == (37, 37)
    dark = np.argwhere(modules == 0)
    assert dark.min() == 4
    assert dark.max() == 32
