"""What an admin does to accounts, and what it does to the people's sessions."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from passerby.hub.accounts.models import Role, Staff
from passerby.hub.accounts.services import (
    activate,
    change_staff,
    deactivate,
    invite,
    reset_second_factor,
)
from passerby.hub.sites.models import Site
from passerby.shapes.errors import StaffError
from tests.hub.accounts.pages import HOST, PASSWORD
from tests.hub.conftest import ClientOf, second_factors, somebody

SIGNED_OUT = "/accounts/login/?next=/alerts/"


def _is_in(browser: Client) -> bool:
    answer = browser.get("/alerts/")
    assert answer.status_code == 200 or answer.headers["Location"] == SIGNED_OUT
    return answer.status_code == 200


def test_a_deactivated_person_is_out_at_once_and_stays_out_of_old_sessions(
    alice: Staff, bob: Staff, client_of: ClientOf
) -> None:
    browser = client_of(bob)
    assert _is_in(browser)
    deactivate(bob, by=alice)
    assert not _is_in(browser)
    activate(bob, by=alice)
    assert not _is_in(browser)
    assert _is_in(client_of(bob))


def test_a_session_ends_when_the_password_changes_elsewhere(bob: Staff, client_of: ClientOf) -> None:
    bob.set_password(PASSWORD)
    bob.save(update_fields=["password"])
    here, elsewhere = client_of(bob), client_of(bob)
    assert _is_in(elsewhere)
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    changed = here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another one, longer", "password2": "another one, longer"},
    )
    assert changed.status_code == 302
    assert (_is_in(here), _is_in(elsewhere)) == (True, False)


def test_a_reset_second_factor_is_gone_and_must_be_set_up_again(
    alice: Staff, bob: Staff, client_of: ClientOf
) -> None:
    browser = client_of(bob)
    assert _is_in(browser)
    reset_second_factor(bob, by=alice)
    assert second_factors(bob) == 0
    assert not _is_in(browser)
    assert client_of(bob).get("/alerts/").headers["Location"] == "/second-factor/"


def test_who_removes_their_own_second_factor_is_asked_for_another(bob: Staff, client_of: ClientOf) -> None:
    bob.set_password(PASSWORD)
    bob.save(update_fields=["password"])
    here, elsewhere = client_of(bob), client_of(bob)
    assert _is_in(here)
    assert _is_in(elsewhere)
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert here.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert second_factors(bob) == 0
    assert here.get("/alerts/").headers["Location"] == "/second-factor/"
    assert not _is_in(elsewhere)


def test_recovery_codes_alone_are_no_second_factor(bob: Staff, client_of: ClientOf) -> None:
    Authenticator.objects.filter(user_id=bob.pk).update(type=Authenticator.Type.RECOVERY_CODES)
    assert client_of(bob).get("/alerts/").headers["Location"] == "/second-factor/"


def test_the_last_admin_can_neither_be_deactivated_nor_given_another_role(alice: Staff, bob: Staff) -> None:
    with pytest.raises(StaffError, match="alice is the last admin"):
        deactivate(alice, by=alice)
    with pytest.raises(StaffError, match="alice is the last admin"):
        change_staff(alice, by=alice, role=Role.OFFICER, all_sites=True)
    alice.refresh_from_db()
    assert (alice.is_active, alice.role) == (True, Role.ADMIN)
    anna = somebody("anna", Role.ADMIN)
    deactivate(alice, by=anna)
    with pytest.raises(StaffError, match="anna is the last admin"):
        deactivate(anna, by=anna)
    deactivate(bob, by=anna)


def test_an_admin_who_never_accepted_the_invitation_does_not_count_as_one(alice: Staff) -> None:
    alice.set_password(PASSWORD)
    alice.save(update_fields=["password"])
    invite("anna", Role.ADMIN, by=alice, base_url=HOST, all_sites=True)
    with pytest.raises(StaffError, match="last admin"):
        deactivate(alice, by=alice)


def test_role_and_sites_change_at_once(alice: Staff, bob: Staff, harbour: Site, library: Site) -> None:
    change_staff(bob, by=alice, role=Role.OFFICER, sites=[library])
    bob.refresh_from_db()
    assert (bob.role, list(bob.sites.all()), bob.all_sites) == ("officer", [library], False)
    change_staff(bob, by=alice, role=Role.ADMIN, sites=[library], all_sites=True)
    assert (bob.all_sites, bob.sites.count()) == (True, 0)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Bob", "already somebody called Bob"),
        ("bob", "already"),
        ("b b", "letters, digits"),
        ("", "user name"),
    ],
)
def test_a_name_is_refused_with_a_reason(name: str, told: str, alice: Staff, bob: Staff) -> None:
    with pytest.raises(StaffError, match=told):
        invite(name, Role.OPERATOR, by=alice, base_url=HOST)


@pytest.mark.django_db
def test_the_database_itself_keeps_names_apart_whatever_their_capitals() -> None:
    Staff.objects.create_user("ada")
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.create_user("ADA")


def test_the_secret_of_an_authenticator_app_is_sealed_at_rest(alice: Staff) -> None:
    stored = Authenticator.objects.get(user_id=alice.pk).data
    secret = decrypt(stored["secret"])
    assert re.fullmatch("[A-Z2-7]{32}", secret)
    assert secret not in str(stored)


def test_settings_pass_djangos_checks() -> None:
    call_command("check", fail_level="WARNING")
