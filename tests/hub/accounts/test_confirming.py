"""Who gives or takes access has just shown that it is them; a browser left open is not enough."""

import re
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import cache
from django.test import Client

from passerby.hub.accounts.models import Role, Staff, Token
from passerby.hub.accounts.services import demo_admin, sign_in_link
from passerby.hub.confirming import WITHIN_S
from passerby.hub.routes import routes
from passerby.hub.sites.models import Site
from tests.hub.accounts.pages import PASSWORD
from tests.hub.conftest import ClientOf, second_factors

ORIGIN = "http://testserver"
ASKED = "/accounts/reauthenticate/?next="
ASKING = {
    "staff_invite", "staff_edit", "staff_deactivate", "staff_link", "staff_reset_factor", "settings_tokens",
}  # fmt: skip
BUTTONS = ("deactivate", "link", "second-factor")


@pytest.fixture
def left_open(alice: Staff, client_of: ClientOf) -> Client:
    """Alice's browser, in which she signed in longer ago than that."""
    alice.set_password(PASSWORD)
    alice.save()
    client = client_of(alice)
    age(client)
    return client


def age(client: Client) -> None:
    """Let the browser's person have shown who they are just too long ago."""
    session = client.session
    proofs = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        proof | {"at": proof["at"] - WITHIN_S - 1} for proof in proofs
    ]
    session.save()


def sent(client: Client, address: str, form: Mapping[str, object] | None = None, page: str = "") -> str:
    """Send a form from a page as a browser does, and return where the browser is sent; "" for nowhere."""
    answer = client.post(address, form or {}, headers={"Referer": ORIGIN + (page or address)})
    return answer.headers.get("Location", "")


def confirm(client: Client, asked: str) -> str:
    """Type the password where one is asked, and return where the browser is sent then."""
    page = client.get(asked).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(next)" value="([^"]+)"', page))
    assert fields, "the page that asks does not know where to go on"
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, **fields})
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_exactly_what_gives_or_takes_access_asks() -> None:
    assert {route.name for route in routes() if route.rule and route.rule.confirmed} == ASKING


def test_a_page_is_looked_at_without_being_asked(left_open: Client, bob: Staff) -> None:
    for page in ("/settings/staff/invite/", f"/settings/staff/{bob.pk}/", "/settings/tokens/"):
        assert left_open.get(page).status_code == 200


def test_an_invitation_asks_first_and_keeps_what_was_typed(left_open: Client, harbour: Site) -> None:
    page, form = "/settings/staff/invite/", {"username": "dora", "role": "officer", "sites": [harbour.pk]}
    asked = sent(left_open, page, form)
    assert asked == ASKED + quote(page, safe="")
    assert not Staff.objects.filter(username="dora").exists()
    assert confirm(left_open, asked) == page
    html = left_open.get(page).content.decode()
    assert "Nothing was changed yet" in html
    assert 'value="dora"' in html
    assert '<option value="officer" selected>' in html
    assert re.search(rf'value="{harbour.pk}"[^>]* checked', html)
    assert not Staff.objects.filter(username="dora").exists()
    assert "Shown this once" in left_open.post(page, form).content.decode()
    assert Staff.objects.get(username="dora").role == Role.OFFICER


def test_a_token_asks_first_and_keeps_what_was_typed(left_open: Client) -> None:
    page, form = (
        "/settings/tokens/",
        {"name": "hall", "scopes": ["read:live"], "all_sites": "on", "days": "9"},
    )
    assert confirm(left_open, sent(left_open, page, form)) == page
    assert not Token.objects.exists()
    html = left_open.get(page).content.decode()
    assert 'value="hall"' in html
    assert "pby_" not in html
    assert "pby_" in left_open.post(page, form).content.decode()


def test_another_role_asks_first_and_keeps_what_was_typed(left_open: Client, bob: Staff) -> None:
    page, form = f"/settings/staff/{bob.pk}/", {"role": "admin", "all_sites": "on"}
    assert confirm(left_open, sent(left_open, page, form)) == page
    bob.refresh_from_db()
    assert (bob.role, bob.all_sites) == (Role.OPERATOR, False)
    assert '<option value="admin" selected>' in left_open.get(page).content.decode()
    assert sent(left_open, page, form) == "/settings/staff/"
    bob.refresh_from_db()
    assert (bob.role, bob.all_sites) == (Role.ADMIN, True)


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_of_somebodys_access_asks_first_and_leads_back_to_them(
    button: str, left_open: Client, bob: Staff
) -> None:
    page = f"/settings/staff/{bob.pk}/"
    asked = sent(left_open, f"{page}{button}/", page=page)
    assert confirm(left_open, asked) == page
    assert "Nothing was changed yet" in left_open.get(page).content.decode()
    bob.refresh_from_db()
    assert bob.is_active
    assert second_factors(bob) == 1
    assert not bob.links.exists()
    left_open.post(f"{page}{button}/")
    bob.refresh_from_db()
    assert (bob.is_active, second_factors(bob), bob.links.count()) == {
        "deactivate": (False, 1, 0), "link": (True, 1, 1), "second-factor": (True, 0, 0),
    }[button]  # fmt: skip


def test_what_was_typed_is_shown_once_and_never_done_by_itself(left_open: Client) -> None:
    page = "/settings/staff/invite/"
    confirm(left_open, sent(left_open, page, {"username": "dora", "role": "operator"}))
    left_open.post(page)
    assert not Staff.objects.filter(username="dora").exists()
    assert "dora" in left_open.get(page).content.decode()
    assert "dora" not in left_open.get(page).content.decode()


def test_who_does_not_confirm_finds_an_empty_form(left_open: Client) -> None:
    page = "/settings/staff/invite/"
    sent(left_open, page, {"username": "dora", "role": "operator"})
    assert "dora" not in left_open.get(page).content.decode()


def test_nobody_is_led_to_anothers_site(left_open: Client) -> None:
    answer = left_open.post("/settings/tokens/", headers={"Referer": "https://elsewhere.example/settings/"})
    assert answer.headers["Location"] == ASKED + quote("/", safe="")


def test_taking_a_tokens_power_away_never_waits(left_open: Client, alice: Staff) -> None:
    token = Token.objects.create(name="hall", prefix="pby_1234", secret_hash="0", created_by=alice)
    assert sent(left_open, f"/settings/tokens/{token.pk}/revoke/") == "/settings/tokens/"
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_somebody_without_the_role_is_refused_and_not_asked(bob: Staff, client_of: ClientOf) -> None:
    client = client_of(bob)
    age(client)
    assert client.post("/settings/tokens/", {"name": "hall"}).status_code == 403


def test_who_came_by_a_link_and_has_nothing_to_be_asked_for_goes_on(agent: object) -> None:
    client = Client()
    client.get(sign_in_link(demo_admin(), ORIGIN), follow=True)
    client.post("/link/")
    age(client)
    page = client.post("/settings/staff/invite/", {"username": "dora", "role": "operator"})
    assert "Shown this once" in page.content.decode()


def test_who_came_by_a_link_just_now_is_not_asked_and_later_is(alice: Staff) -> None:
    client = Client()
    client.get(sign_in_link(alice, ORIGIN), follow=True)
    client.post("/link/")
    form = {"username": "dora", "role": "operator"}
    assert "Shown this once" in client.post("/settings/staff/invite/", form).content.decode()
    cache.clear()
    age(client)
    assert sent(client, "/settings/staff/invite/", {"username": "eve", "role": "operator"}).startswith(ASKED)
