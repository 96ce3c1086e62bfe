"""A check at start: that every view has an access rule. One without answers nobody, and is a mistake."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags
from django.core.checks import register as register_check

from passerby.hub.routes import routes


def register() -> None:
    """Let Django run the check, with its other ones."""
    register_check(every_view_has_a_rule, Tags.security)


def every_view_has_a_rule(app_configs: Sequence[Any] | None, **_: object) -> list[CheckMessage]:
    """One error, passerby.E001, for each address whose view has no rule."""
    return [
        Error(
            f"the view {route.view} at {route.address} has no access rule, so it answers nobody",
            hint="put @access(Action.VIEW), or the rule that it needs, on the view; see hub/access.py",
            id="passerby.E001",
        )
        for route in routes()
        if route.rule is None
    ]
