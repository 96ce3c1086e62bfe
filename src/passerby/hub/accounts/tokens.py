"""Tokens for programs: made once, shown once, found by their hash."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from passerby.hub.accounts.models import Staff, Token, hashed, new_secret
from passerby.hub.accounts.scopes import Scope
from passerby.hub.sites.models import Site
from passerby.shapes.errors import TokenError

PREFIX = "pby_"
_SHOWN = 4
_MAX_LENGTH = 100
_USE_NOTED_EVERY = timedelta(minutes=1)

_log = logging.getLogger(__name__)


@transaction.atomic
def make_token(
    name: str,
    scopes: Collection[Scope],
    *,
    by: Staff,
    sites: Collection[Site] = (),
    all_sites: bool = False,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """A token and its secret, which nobody knows afterwards.

    Raises TokenError for one that would be good for nothing.
    """
    if not name.strip() or not scopes or not (sites or all_sites):
        raise TokenError("a token needs a name, at least one scope, and at least one site or all sites")
    if expires_at is not None and expires_at <= timezone.now():
        raise TokenError("a token's last day must lie ahead; leave it empty for one that does not expire")
    secret = PREFIX + new_secret()
    token = Token.objects.create(
        name=name.strip()[:80],
        prefix=secret[: len(PREFIX) + _SHOWN],
        secret_hash=hashed(secret),
        scopes=sorted(str(scope) for scope in scopes),
        all_sites=all_sites,
        created_by=by,
        expires_at=expires_at,
    )
    token.sites.set(() if all_sites else sites)
    _log.info("%s made the token %s", by.username, token.pk)
    return token, secret


def revoke_token(token: Token, *, by: Staff) -> None:
    """Let the token work no more, at once."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    _log.info("%s revoked the token %s", by.username, token.pk)


def token_of(secret: str) -> Token | None:
    """The token of this secret if it works: not revoked, not expired, and made by somebody still active."""
    if not secret.startswith(PREFIX) or len(secret) > _MAX_LENGTH:
        return None
    now = timezone.now()
    working = Token.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, created_by__is_active=True
    )
    token = working.filter(secret_hash=hashed(secret)).first()
    if token is not None:
        _note_use(token, now)
    return token


def _note_use(token: Token, now: datetime) -> None:
    """Once a minute is enough to see which tokens are in use, and spares a write with each request."""
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_NOTED_EVERY)
    Token.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)
