"""`python -m passerby.hub.access_table > docs/access.md`: every address of the hub, and who may ask it what.

Made from the rules that the views carry, so it cannot say anything else than what is done; a test fails when
the stored table is older than they are.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import django

TEXT = """# Who may ask what

Made by `python -m passerby.hub.access_table > docs/access.md` from the rules that the views carry: do not
edit it by hand. {by_role}

A rule says what somebody may do at all. Where an address names a site or a camera, it also has to be one of
their sites; for everybody else it does not exist (404). Sites are given to each person, and to each token.

{table}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    area: str
    address: str
    methods: str
    rule: str


def rows() -> list[Row]:
    """Every address with its rule, by area and address."""
    return sorted(
        [*_pages(), *_api(), Row("static", "/static/…", "GET", "everybody")],
        key=lambda row: (row.area, row.address, row.methods),
    )


def document() -> str:
    """The whole page, in Markdown."""
    return TEXT.format(by_role=_by_role(), table="\n".join(_table(rows())))


def _pages() -> Iterator[Row]:
    from passerby.hub.routes import routes

    for route in routes():
        if route.rule is None or not route.rule.by_token:
            rule = "nobody" if route.rule is None else str(route.rule)
            yield Row(_area(route.address), route.address, ", ".join(route.methods), rule)


def _api() -> Iterator[Row]:
    """One row for each operation, for each has a scope of its own."""
    from passerby.hub.api.root import API

    for path, operations in API.get_openapi_schema()["paths"].items():
        address = path.replace("{", "<").replace("}", ">")
        for method, operation in operations.items():
            yield Row("API", address, method.upper(), operation["x-access"])


def _area(address: str) -> str:
    first = address.strip("/").partition("/")[0]
    areas = {"live": "live", "api": "API", "accounts": "accounts"}
    by_link = ("set-up", "invite", "link", "second-factor")
    return "accounts" if first in by_link else areas.get(first, "console")


def _by_role() -> str:
    from passerby.hub.access import MAY
    from passerby.hub.accounts.models import Role

    told = [f"the {Role(role).label} may {_listed(sorted(actions))}" for role, actions in MAY.items()]
    return f"Of staff, {'; '.join(told)}."


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if words[:-1] else "") + words[-1]


def _table(found: Iterable[Row]) -> Iterator[str]:
    yield "| area | address | methods | rule |"
    yield "|---|---|---|---|"
    for row in found:
        yield f"| {row.area} | `{row.address}` | {row.methods} | {row.rule} |"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "passerby.hub.settings")
    django.setup()
    sys.stdout.write(document())
