"""JSON in and out, strictly: UTF-8, of a bounded size, an object, and no NaN."""

import json
from collections.abc import Mapping
from typing import NoReturn

from passerby.shapes.errors import RecordError


def write_object(record: Mapping[str, object]) -> bytes:
    """The record as compact UTF-8 JSON. Raises RecordError for what JSON cannot tell."""
    try:
        return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError(f"the record cannot be written as JSON: {error}") from error


def read_object(raw: bytes, at_most: int, what: str) -> dict[str, object]:
    """The object in the bytes, `at_most` many; `what` they should be, for the RecordError it raises."""
    if len(raw) > at_most:
        raise RecordError(f"{what} has at most {at_most} bytes; got {len(raw)}")
    try:
        value = json.loads(raw.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{what} must be an object in UTF-8 JSON; got something else: {error}") from error
    if not isinstance(value, dict):
        raise RecordError(f"{what} must be an object in UTF-8 JSON; got another kind of value")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")
