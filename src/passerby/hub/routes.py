"""Every address of the hub with its rule, read from the URL configuration."""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from passerby.hub.access import Rule, rule_of

_FORM_METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Route:
    """One address. parameters: the names of its parts that vary, in order. methods: those it answers."""

    address: str
    name: str
    parameters: tuple[str, ...]
    methods: tuple[str, ...]
    rule: Rule | None
    view: str


def routes() -> list[Route]:
    """All routes, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        address = before + _readable(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, address, inner)
        else:
            yield _route(pattern, address, namespace)


def _route(pattern: URLPattern, address: str, namespace: str) -> Route:
    return Route(
        address=address,
        name=f"{namespace}{pattern.name}" if pattern.name else "",
        parameters=tuple(re.findall(r"<(\w+)>", address)),
        methods=_methods(pattern.callback),
        rule=rule_of(pattern.callback),
        view=pattern.lookup_str,
    )


def _readable(pattern: RoutePattern | RegexPattern | Any) -> str:
    """A route as a person reads it: without converters, and without anchors of regular expressions."""
    text = str(pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
    return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", text)


def _methods(view: Callable[..., HttpResponseBase]) -> tuple[str, ...]:
    """What `require_http_methods` on a view function lets through, or what a class-based view defines.

    A function that says nothing takes a form's two.
    """
    made_from = getattr(view, "view_class", None)
    if made_from is not None:
        return tuple(name.upper() for name in ("get", "post", "put", "delete") if hasattr(made_from, name))
    layer: Any = view
    while inspect.isfunction(layer):
        # Django keeps the list in the decorator's closure and nowhere else.
        allowed = inspect.getclosurevars(layer).nonlocals.get("request_method_list")
        if allowed is not None:
            return tuple(method for method in allowed if method not in ("HEAD", "OPTIONS"))
        layer = getattr(layer, "__wrapped__", None)
    return _FORM_METHODS
