"""What the API answers when it cannot do what was asked: always `{"detail": …, "code": …}`.

The detail is for people; the code is for programs and stays the same.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from passerby.shapes.errors import SceneConflictError, SceneError, SiteError, SpanError

_MOST_PROBLEMS = 5
_UNUSABLE = (SceneError, SiteError, SpanError)


class Code(StrEnum):
    """What is wrong."""

    UNKNOWN_CALLER = "unknown_caller"
    """No token that works, and no session."""
    NOT_ALLOWED = "not_allowed"
    """The token lacks the scope, or the role of the person does not allow it."""
    SECOND_FACTOR = "second_factor"
    """The person must set up a second factor first."""
    FORGED = "forged"
    """A session asked for a change without the proof that this site's own pages send."""
    NOT_FOUND = "not_found"
    """There is no such thing, or not for this caller."""
    WRONG_METHOD = "wrong_method"
    """The address is right, and answers other methods; the header Allow names them."""
    MALFORMED = "malformed"
    """The body is no JSON."""
    INVALID = "invalid"
    """A parameter or the body has a value that cannot be used."""
    UNKNOWN_PARAMETER = "unknown_parameter"
    """There is no parameter of that name, and a mistyped one must not be passed over."""
    CONFLICT = "conflict"
    """Somebody else changed it meanwhile."""
    TOO_LARGE = "too_large"
    """The body is larger than anything that is taken; `hub.body_limit` reads no more of it."""


_STATUS = {
    Code.UNKNOWN_CALLER: 401,
    Code.NOT_ALLOWED: 403,
    Code.SECOND_FACTOR: 403,
    Code.FORGED: 403,
    Code.NOT_FOUND: 404,
    Code.WRONG_METHOD: 405,
    Code.MALFORMED: 400,
    Code.INVALID: 422,
    Code.UNKNOWN_PARAMETER: 422,
    Code.CONFLICT: 409,
    Code.TOO_LARGE: 413,
}


class ErrorOut(Schema):
    """What went wrong. detail: for people. code: for programs."""

    detail: str
    code: Code


class ConflictOut(ErrorOut):
    """Somebody else changed it meanwhile. scene_revision: the one that is stored now."""

    scene_revision: int


ERRORS: dict[int, type[Schema]] = dict.fromkeys((400, 401, 403, 404, 422), ErrorOut)
"""What every operation may answer."""


class ApiError(Exception):
    """Ends an operation with an error. more: fields beside detail and code."""

    def __init__(self, code: Code, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.more = more


def answer(code: Code, detail: str, more: Mapping[str, Any] | None = None) -> HttpResponse:
    """The error as an answer."""
    response = JsonResponse({"detail": detail, "code": code, **(more or {})}, status=_STATUS[code])
    if code is Code.UNKNOWN_CALLER:
        response["WWW-Authenticate"] = 'Bearer realm="Passerby"'
    return response


def connect(api: NinjaAPI) -> None:
    """Let the API answer each error of ours, and of its framework, in this form."""
    for kind in (ApiError, Http404, ValidationError, HttpError, SceneConflictError, *_UNUSABLE):
        api.add_exception_handler(kind, _answered)


def _answered(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    match error:
        case ApiError():
            return answer(error.code, error.detail, error.more)
        case Http404():
            return answer(Code.NOT_FOUND, str(error))
        case ValidationError():
            return answer(Code.INVALID, _problems(error))
        case HttpError():
            return answer(Code.MALFORMED, "the body is no JSON")
        case SceneConflictError():
            return answer(Code.CONFLICT, str(error), {"scene_revision": error.revision})
        case _:
            return answer(Code.INVALID, str(error))


def _problems(error: ValidationError) -> str:
    """Where each problem is and what is wanted there; what was found is not repeated, it may be long."""
    told = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors]
    more = f"; and {len(told) - _MOST_PROBLEMS} more" if len(told) > _MOST_PROBLEMS else ""
    return "; ".join(told[:_MOST_PROBLEMS]) + more
