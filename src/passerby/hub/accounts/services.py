"""What is done to accounts of staff: by an admin on the staff page, and by the commands of the machine."""

import logging
from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from passerby.hub.accounts.links import Purpose, new_link, use_link, void_links
from passerby.hub.accounts.models import OneTimeLink, Role, Staff, new_secret
from passerby.hub.sites.models import Site
from passerby.shapes.errors import StaffError

DEMO = "demo"

_log = logging.getLogger(__name__)


def first_link(base_url: str) -> str | None:
    """A link that makes the first admin; it works once, for 24 hours. None where there is an account already.

    Making a new one lets the one before stop working.
    """
    if Staff.objects.exists():
        return None
    return new_link(Purpose.SET_UP, None, base_url)


def sign_in_link(staff: Staff, base_url: str) -> str:
    """A link that signs this person in; it works once, for 15 minutes.

    Print it on the machine's own terminal only: it asks for no second factor. Raises StaffError for somebody
    who is deactivated.
    """
    if not staff.is_active:
        raise StaffError(f"{staff.username} is deactivated; let an admin activate the account first")
    return new_link(Purpose.SIGN_IN, staff, base_url)


def demo_admin() -> Staff:
    """The admin of a demonstration: has no password, so only a sign-in link lets anybody in."""
    staff = Staff.objects.filter(username=DEMO).first()
    return staff or Staff.objects.create_user(DEMO, role=Role.ADMIN, all_sites=True)


@transaction.atomic
def set_up(link: OneTimeLink, username: str, password: str) -> Staff | None:
    """Make the first admin. None if the link was used meanwhile, or somebody has an account by now."""
    if not use_link(link) or Staff.objects.exists():
        return None
    return Staff.objects.create_user(username, password, role=Role.ADMIN, all_sites=True)


@transaction.atomic
def accept(link: OneTimeLink, password: str) -> Staff | None:
    """Give the invited person their password. None if the link was used meanwhile."""
    if link.staff is None or not use_link(link):
        return None
    link.staff.set_password(password)
    link.staff.save(update_fields=["password"])
    return link.staff


@transaction.atomic
def invite(
    username: str,
    role: Role,
    *,
    by: Staff,
    base_url: str,
    sites: Collection[Site] = (),
    all_sites: bool = False,
) -> str:
    """Make an account; the link that is returned lets its person set a password, once, for seven days.

    Raises StaffError for a name that is taken or has characters that no name has.
    """
    staff = Staff(username=Staff.normalize_username(username.strip()), role=role, all_sites=all_sites)
    staff.set_unusable_password()
    _store_new(staff)
    staff.sites.set(() if all_sites else sites)
    _log.info("%s invited %s as %s", by.username, staff.username, role)
    return new_link(Purpose.INVITE, staff, base_url)


def password_link(staff: Staff, *, by: Staff, base_url: str) -> str:
    """A link as of an invitation: for who lost the first one, or their password. Raises StaffError."""
    if not staff.is_active:
        raise StaffError(f"{staff.username} is deactivated; activate the account first")
    _log.info("%s made a new link with which %s sets a password", by.username, staff.username)
    return new_link(Purpose.INVITE, staff, base_url)


@transaction.atomic
def change_staff(
    staff: Staff, *, by: Staff, role: Role, sites: Collection[Site] = (), all_sites: bool = False
) -> None:
    """Give a person another role, or other sites. Raises StaffError for the last admin's role."""
    if role != Role.ADMIN:
        _keep_an_admin(staff)
    staff.role, staff.all_sites = role, all_sites
    staff.save(update_fields=["role", "all_sites"])
    staff.sites.set(() if all_sites else sites)
    _log.info("%s made %s %s", by.username, staff.username, role)


@transaction.atomic
def deactivate(staff: Staff, *, by: Staff) -> None:
    """Let a person in no more, end their sessions and void their links. Raises StaffError for the last admin.

    Tokens that they made stop with them.
    """
    _keep_an_admin(staff)
    staff.is_active, staff.sessions_key = False, new_secret()
    staff.save(update_fields=["is_active", "sessions_key"])
    void_links(staff)
    _log.info("%s deactivated %s", by.username, staff.username)


def activate(staff: Staff, *, by: Staff) -> None:
    """Let a deactivated person in again, with the password and second factor that they had."""
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    _log.info("%s activated %s", by.username, staff.username)


@transaction.atomic
def reset_second_factor(staff: Staff, *, by: Staff) -> None:
    """Take a person's second factors and recovery codes away and end their sessions; they set up new ones."""
    Authenticator.objects.filter(user_id=staff.pk).delete()
    end_sessions(staff)
    _log.warning("%s reset the second factor of %s", by.username, staff.username)


def end_sessions(staff: Staff) -> None:
    """Sign the person out everywhere."""
    staff.sessions_key = new_secret()
    staff.save(update_fields=["sessions_key"])


def check_username(username: str) -> None:
    """Raise StaffError for a name that is taken, in whatever capitals, or that has characters no name has."""
    try:
        Staff._meta.get_field("username").clean(username, None)
    except ValidationError as error:
        raise StaffError(
            f"a user name has 1 to 60 letters, digits and @ . + - _; got {username[:80]!r}"
        ) from error
    if Staff.objects.filter(username__iexact=username).exists():
        raise StaffError(f"there is already somebody called {username}; take another name")


def _store_new(staff: Staff) -> None:
    check_username(staff.username)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError as error:
        raise StaffError(f"there is already somebody called {staff.username}; take another name") from error


def _keep_an_admin(leaving: Staff) -> None:
    """Raise StaffError unless an admin stays who can sign in. Locks all admins until the transaction ends."""
    if leaving.role != Role.ADMIN or not leaving.is_active:
        return
    admins = Staff.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk")
    staying = [admin for admin in admins if admin.pk != leaving.pk]
    if leaving.has_usable_password():
        # Somebody who was invited and never came cannot manage anything.
        staying = [admin for admin in staying if admin.has_usable_password()]
    if not staying:
        raise StaffError(
            f"{leaving.username} is the last admin; make somebody else an admin first, so that staff, sites "
            "and settings can still be managed"
        )
