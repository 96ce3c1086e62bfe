"""One-time links: the first admin, invitations, and signing in from the machine's terminal."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from passerby.hub.accounts.links import Purpose, new_link, open_link, use_link
from passerby.hub.accounts.models import OneTimeLink, Role, Staff, hashed
from passerby.hub.accounts.services import (
    activate,
    deactivate,
    demo_admin,
    first_link,
    invite,
    password_link,
    sign_in_link,
)
from passerby.hub.sites.models import Site
from passerby.shapes.errors import StaffError
from tests.hub.accounts.pages import HOST, PASSWORD, path_of, set_up_app, text_of

pytestmark = pytest.mark.django_db

TWICE = {"password1": PASSWORD, "password2": PASSWORD}


def _first() -> str:
    link = first_link(HOST)
    assert link is not None
    return path_of(link)


def test_the_first_link_leads_from_nothing_to_an_admin_with_a_second_factor() -> None:
    browser = Client()
    page = browser.get(_first(), follow=True)
    assert page.redirect_chain == [("/link/", 302)]
    assert "makes the first account" in text_of(page.content)

    answer = browser.post("/link/", {"username": "ada", **TWICE})
    assert answer.headers["Location"] == "/second-factor/"
    ada = Staff.objects.get(username="ada")
    assert (ada.role, ada.all_sites, ada.check_password(PASSWORD)) == (Role.ADMIN, True, True)
    assert "Set up a second factor" in text_of(browser.get("/second-factor/").content)

    assert set_up_app(browser) == "/accounts/2fa/recovery-codes/"
    codes = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    assert 'href="/second-factor/">Continue' in codes
    assert browser.get("/second-factor/").headers["Location"] == "/welcome/"


def test_no_first_link_is_made_where_somebody_has_an_account(alice: Staff) -> None:
    assert first_link(HOST) is None


def test_a_new_first_link_lets_the_one_before_stop_working() -> None:
    before, now = _first(), _first()
    assert Client().get(before, follow=True).status_code == 410
    assert Client().get(now, follow=True).status_code == 200


def test_a_first_link_makes_nobody_once_there_is_an_account(alice: Staff) -> None:
    link = path_of(new_link(Purpose.SET_UP, None, HOST))
    browser = Client()
    browser.get(link)
    assert browser.post("/link/", {"username": "mallory", **TWICE}).status_code == 410
    assert not Staff.objects.filter(username="mallory").exists()


def test_opening_a_link_many_times_uses_nothing_up(alice: Staff) -> None:
    link = path_of(sign_in_link(alice, HOST))
    for _ in range(3):
        page = Client().get(link, follow=True)
        assert (page.status_code, "Sign in as alice" in text_of(page.content)) == (200, True)


def test_a_sign_in_link_works_once_and_asks_for_no_second_factor(agent: object) -> None:
    demo = demo_admin()
    assert demo == demo_admin()
    assert not demo.has_usable_password()
    link = path_of(sign_in_link(demo, HOST))
    browser, late = Client(), Client()
    browser.get(link)
    late.get(link)
    assert browser.post("/link/").headers["Location"] == "/"
    assert browser.get("/accounts/2fa/").status_code == 200
    assert browser.get("/alerts/").status_code == 200
    assert late.post("/link/").status_code == 410
    assert Client().get(link, follow=True).status_code == 410


def test_only_one_of_two_who_use_a_link_at_once_is_let_in(alice: Staff) -> None:
    secret = path_of(sign_in_link(alice, HOST)).split("/")[2]
    first, second = open_link(hashed(secret)), open_link(hashed(secret))
    assert first is not None
    assert second is not None
    assert [use_link(first), use_link(second)] == [True, False]


@pytest.mark.parametrize(
    ("purpose", "lifetime"),
    [
        (Purpose.SET_UP, timedelta(hours=24)),
        (Purpose.INVITE, timedelta(days=7)),
        (Purpose.SIGN_IN, timedelta(minutes=15)),
    ],
)
def test_a_link_runs_out(purpose: Purpose, lifetime: timedelta, alice: Staff) -> None:
    path = path_of(new_link(purpose, None if purpose == Purpose.SET_UP else alice, HOST))
    link = OneTimeLink.objects.get()
    assert abs(link.expires_at - link.created_at - lifetime) < timedelta(seconds=10)
    OneTimeLink.objects.update(expires_at=timezone.now())
    assert Client().get(path, follow=True).status_code == 410
    assert not use_link(link)


def test_a_link_that_runs_out_on_the_page_does_nothing(alice: Staff) -> None:
    browser = Client()
    browser.get(path_of(sign_in_link(alice, HOST)))
    OneTimeLink.objects.update(expires_at=timezone.now())
    assert browser.post("/link/").status_code == 410
    assert browser.get("/alerts/").status_code == 302


def test_the_secret_is_stored_nowhere_and_stands_in_no_page(alice: Staff) -> None:
    path = path_of(sign_in_link(alice, HOST))
    secret = path.split("/")[2]
    browser = Client()
    moved = browser.get(path)
    assert moved.headers["Referrer-Policy"] == "no-referrer"
    assert secret.encode() not in browser.get("/link/").content
    assert secret not in str(dict(browser.session))
    assert secret not in str(list(OneTimeLink.objects.values()))


def test_an_invited_person_chooses_a_password_and_sees_their_site(alice: Staff, harbour: Site) -> None:
    link = invite("dora", Role.OPERATOR, by=alice, base_url=HOST, sites=[harbour])
    dora = Staff.objects.get(username="dora")
    assert (dora.role, list(dora.sites.all()), dora.has_usable_password()) == ("operator", [harbour], False)
    browser = Client()
    page = browser.get(path_of(link), follow=True)
    assert "You sign in as dora , operator" in text_of(page.content)
    assert browser.post("/link/", TWICE).headers["Location"] == "/second-factor/"
    assert browser.get("/alerts/").headers["Location"] == "/second-factor/"
    set_up_app(browser)
    assert browser.get("/alerts/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password1": "dora-the-one", "password2": "dora-the-one"}, "too similar to the username"),
        ({"password1": PASSWORD, "password2": PASSWORD + "!"}, "Type the same one twice"),
        ({}, "This field is required"),
    ],
)
def test_a_password_against_the_rules_is_explained(typed: dict[str, str], told: str, alice: Staff) -> None:
    browser = Client()
    browser.get(path_of(invite("dora-the-one", Role.OFFICER, by=alice, base_url=HOST, all_sites=True)))
    page = browser.post("/link/", typed)
    assert (page.status_code, told in text_of(page.content)) == (200, True)
    assert not Staff.objects.get(username="dora-the-one").has_usable_password()


@pytest.mark.parametrize("name", ["a b", "<b>", "", "x" * 61])
def test_the_first_admin_needs_a_name_that_names_have(name: str) -> None:
    browser = Client()
    browser.get(_first())
    assert browser.post("/link/", {"username": name, **TWICE}).status_code == 200
    assert not Staff.objects.exists()


def test_a_new_password_link_asks_who_has_a_second_factor_for_it(alice: Staff, bob: Staff) -> None:
    browser = Client()
    browser.get(path_of(password_link(bob, by=alice, base_url=HOST)))
    assert browser.post("/link/", TWICE).headers["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/alerts/").status_code == 302
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_a_link_signs_out_whoever_used_the_browser_before(alice: Staff, bob: Staff) -> None:
    browser = Client()
    browser.force_login(bob)
    browser.get(path_of(sign_in_link(alice, HOST)))
    browser.post("/link/")
    assert browser.session["_auth_user_id"] == str(alice.pk)


def test_links_of_who_is_deactivated_stop_working(alice: Staff, bob: Staff) -> None:
    link = path_of(password_link(bob, by=alice, base_url=HOST))
    Staff.objects.filter(pk=bob.pk).update(is_active=False)
    assert Client().get(link, follow=True).status_code == 410
    bob.refresh_from_db()
    bob.is_active = True
    deactivate(bob, by=alice)
    activate(bob, by=alice)
    assert Client().get(link, follow=True).status_code == 410
    deactivate(bob, by=alice)
    with pytest.raises(StaffError, match="bob is deactivated"):
        sign_in_link(bob, HOST)
    with pytest.raises(StaffError, match="bob is deactivated"):
        password_link(bob, by=alice, base_url=HOST)


def test_choosing_a_password_signs_out_whoever_used_the_browser_before(alice: Staff, bob: Staff) -> None:
    browser = Client()
    browser.force_login(bob)
    browser.get(path_of(password_link(alice, by=alice, base_url=HOST)))
    assert browser.post("/link/", TWICE).headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in browser.session
