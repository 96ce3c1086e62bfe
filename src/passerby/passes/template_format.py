"""Templates as bytes, for sealing and for nothing else. docs/passes.md has the layout."""

import re
import struct
from collections.abc import Sequence

import numpy as np

from passerby.passes.templates import MAX_DIMENSION, MAX_LENGTH, Template
from passerby.shapes.errors import TemplateError

FORMAT = 1
MAX_TEMPLATES = 8

_MODEL_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
_HEAD = struct.Struct("<BBHB")
_NUMBER = np.dtype("<f4")


def check_templates(templates: Sequence[Template]) -> None:
    """See that these can be one person's: 1 to MAX_TEMPLATES of one model. Raises TemplateError."""
    if not 1 <= len(templates) <= MAX_TEMPLATES:
        raise TemplateError(f"a person has 1 to {MAX_TEMPLATES} templates; got {len(templates)}")
    kinds = {(template.model_id, len(template.numbers)) for template in templates}
    if len(kinds) > 1:
        models = ", ".join(sorted(f"{model} ({dimension})" for model, dimension in kinds))
        raise TemplateError(f"a person's templates are of one model; got {models}: enrol again with one")
    [(model_id, _)] = kinds
    if not _MODEL_ID.fullmatch(model_id):
        raise TemplateError(
            f"a model's id is 1 to 40 characters from a-z, 0-9, the dot and the hyphen; got {model_id!r}"
        )
    for template in templates:
        _check_length(template)


def encode_templates(templates: Sequence[Template]) -> bytearray:
    """The bytes of 1 to MAX_TEMPLATES templates of one model, for the caller to overwrite.

    Raises TemplateError for any others.
    """
    check_templates(templates)
    first = templates[0]
    model_id = first.model_id.encode("ascii")
    written = bytearray(_HEAD.pack(FORMAT, len(templates), len(first.numbers), len(model_id)))
    written += model_id
    for template in templates:
        written += template.numbers.astype(_NUMBER, copy=False).data
    return written


def decode_templates(written: bytes | memoryview) -> list[Template]:
    """The templates that `encode_templates` wrote.

    Raises TemplateError for another version, a count, model or length out of bounds, numbers that are not
    finite, and bytes missing or left over.
    """
    if len(written) < _HEAD.size:
        raise TemplateError(f"templates take more than {len(written)} bytes; they are cut short")
    version, count, dimension, id_length = _HEAD.unpack_from(written)
    if version != FORMAT:
        raise TemplateError(
            f"the templates are written in version {version}, and this Passerby reads {FORMAT}; "
            "install the version that wrote them, or enrol again"
        )
    if not (1 <= count <= MAX_TEMPLATES and 1 <= dimension <= MAX_DIMENSION):
        raise TemplateError(
            f"there may be 1 to {MAX_TEMPLATES} templates of 1 to {MAX_DIMENSION} numbers; "
            f"got {count} of {dimension}: enrol again"
        )
    begin = _HEAD.size + id_length
    wanted = begin + count * dimension * _NUMBER.itemsize
    if len(written) != wanted:
        raise TemplateError(
            f"{count} templates of {dimension} numbers take {wanted} bytes; got {len(written)}: "
            "they are cut short, or something was added"
        )
    model_id = _model_id(bytes(written[_HEAD.size : begin]))
    numbers = np.frombuffer(written, _NUMBER, offset=begin).reshape(count, dimension)
    templates = [Template(model_id, row.astype(np.float32, copy=False)) for row in numbers]
    for template in templates:
        _check_length(template)
    return templates


def _model_id(raw: bytes) -> str:
    text = raw.decode("latin-1")
    if not _MODEL_ID.fullmatch(text):
        raise TemplateError("the templates name no model that can be; they are damaged: enrol again")
    return text


def _check_length(template: Template) -> None:
    length = float(np.linalg.norm(template.numbers.astype(np.float64)))
    if length > MAX_LENGTH:
        raise TemplateError(
            f"a template is no longer than {MAX_LENGTH:g}; no model makes this one: enrol again"
        )
