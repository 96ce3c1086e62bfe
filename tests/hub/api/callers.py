"""Programs that ask the API."""

from collections.abc import Iterable
from typing import Any

from django.test import Client

from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.tokens import make_token
from passerby.hub.sites.models import Site

ROOT = "/api/v1"


def program(by: Staff, scopes: Iterable[Scope] = Scope, sites: Iterable[Site] = ()) -> Client:
    """A program with a token of these scopes for these sites, or for all where none is named."""
    chosen = list(sites)
    _, secret = make_token("a program", list(scopes), by=by, sites=chosen, all_sites=not chosen)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def told(client: Client, path: str, **parameters: Any) -> Any:
    """What the API tells at a path."""
    answer = client.get(ROOT + path, parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()
