"""One-time links: made, found by their secret's hash, and used once.

The secret has 256 bits and only its hash is stored, so looking it up in an index tells nobody how near a
guess was, and who reads the database cannot open a link.
"""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from passerby.hub.accounts.models import OneTimeLink, Staff, hashed, new_secret

Purpose = OneTimeLink.Purpose

LIFETIME = {
    Purpose.SET_UP: timedelta(hours=24),
    Purpose.INVITE: timedelta(days=7),
    Purpose.SIGN_IN: timedelta(minutes=15),
}
_ADDRESS = {Purpose.SET_UP: "set_up", Purpose.INVITE: "invite", Purpose.SIGN_IN: "link"}


def new_link(purpose: Purpose, staff: Staff | None, base_url: str) -> str:
    """Make a link and return its address, the only time that its secret is known.

    staff: whom it is for; None for the first admin, who is nobody yet. base_url: where the console answers,
    such as https://passerby.example. Links of the same purpose that this person had stop working.
    """
    OneTimeLink.objects.filter(purpose=purpose, staff=staff, used_at=None).delete()
    secret = new_secret()
    OneTimeLink.objects.create(
        secret_hash=hashed(secret),
        purpose=purpose,
        staff=staff,
        expires_at=timezone.now() + LIFETIME[purpose],
    )
    return base_url.rstrip("/") + reverse(_ADDRESS[purpose], args=[secret])


def void_links(staff: Staff) -> None:
    """Let no link of this person work any more."""
    OneTimeLink.objects.filter(staff=staff, used_at=None).delete()


def open_link(secret_hash: str) -> OneTimeLink | None:
    """The link with its person, if it still works: not used, not too old, and its person not deactivated."""
    links = OneTimeLink.objects.filter(
        Q(staff=None) | Q(staff__is_active=True), used_at=None, expires_at__gt=timezone.now()
    )
    return links.filter(secret_hash=secret_hash).select_related("staff").first()


def use_link(link: OneTimeLink) -> bool:
    """Use the link up. Whether it still worked: of two who use it at once, one hears True."""
    # Without the staff's state: a database updates no joined rows, and who asks has just opened the link.
    now = timezone.now()
    unused = OneTimeLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    return unused.update(used_at=now) == 1
