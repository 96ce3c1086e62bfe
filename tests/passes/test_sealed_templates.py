import base64
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from passerby.passes.member_keys import MemberKey
from passerby.passes.sealed_templates import open_templates, seal_templates
from passerby.passes.template_format import decode_templates, encode_templates
from passerby.passes.templates import MAX_LENGTH, Numbers, Template
from passerby.shapes.errors import TemplateError
from tests.passes.vectors import vectors

KEY = MemberKey.from_bytes(bytes(range(32)))
LIMIT = MAX_LENGTH / 64
SOME = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 8), st.integers(1, 64)),
    elements=st.floats(-LIMIT, LIMIT, width=32),
)


@pytest.mark.parametrize("vector", vectors("sealed_templates.json"))
def test_templates_of_the_first_version_open_as_they_were(vector: dict[str, Any]) -> None:
    key = MemberKey.from_bytes(bytes.fromhex(vector["key"]))
    sealed = base64.b64decode(vector["sealed"])
    if "refused" in vector:
        with pytest.raises(TemplateError, match=vector["refused"]):
            open_templates(sealed, key)
        return
    opened = open_templates(sealed, key)
    assert {template.model_id for template in opened} == {vector["model"]}
    assert [template.numbers.tolist() for template in opened] == vector["numbers"]


@given(SOME)
def test_what_was_sealed_is_opened_bit_for_bit(numbers: Numbers) -> None:
    opened = open_templates(seal_templates([Template("m-1", row) for row in numbers], KEY), KEY)
    assert [template.numbers.tobytes() for template in opened] == [row.tobytes() for row in numbers]


def test_opened_templates_can_be_overwritten() -> None:
    [opened] = open_templates(seal_templates([Template("m-1", np.ones(4, np.float32))], KEY), KEY)
    numbers = opened.numbers
    opened.wipe()
    assert not numbers.any()


@given(st.binary(max_size=300))
def test_whatever_the_bytes_they_are_templates_or_refused(raw: bytes) -> None:
    for written in (raw, b"\x01\x01\x01\x00\x01m" + raw):
        try:
            decoded = decode_templates(written)
        except TemplateError:
            continue
        assert bytes(encode_templates(decoded)) == written


@pytest.mark.parametrize(
    ("kinds", "refused"),
    [
        ([], "1 to 8 templates; got 0"),
        ([("m", 4)] * 9, "1 to 8 templates; got 9"),
        ([("m", 4), ("n", 4)], r"of one model; got m \(4\), n \(4\)"),
        ([("m", 4), ("m", 5)], "of one model"),
        ([("M", 4)], "a model's id is 1 to 40 characters"),
        ([("m" * 41, 4)], "a model's id is 1 to 40 characters"),
        ([("", 4)], "a model's id is 1 to 40 characters"),
    ],
)
def test_templates_that_are_not_one_persons_are_not_sealed(
    kinds: list[tuple[str, int]], refused: str
) -> None:
    templates = [Template(model, np.zeros(dimension, np.float32)) for model, dimension in kinds]
    with pytest.raises(TemplateError, match=refused):
        seal_templates(templates, KEY)


def test_templates_longer_than_any_model_makes_are_not_sealed() -> None:
    with pytest.raises(TemplateError, match="no longer than"):
        seal_templates([Template("m", np.full(4, MAX_LENGTH, np.float32))], KEY)


def test_an_error_says_nothing_of_key_or_numbers() -> None:
    sealed = seal_templates([Template("m", np.full(4, 0.123, np.float32))], KEY)
    with pytest.raises(TemplateError) as caught:
        open_templates(sealed, MemberKey.generate())
    assert caught.value.__suppress_context__
    assert "0.123" not in str(caught.value)
    assert sealed.hex()[:20] not in str(caught.value)
