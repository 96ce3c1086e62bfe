import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client

from passerby.hub.accounts.models import Staff
from tests.hub.conftest import ClientOf

SIGNED_OUT = ("/accounts/login/",)
SIGNED_IN = (
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
)


def looked_at(html: str) -> None:
    """The page is in the console's look, whole, and asks for no e-mail address."""
    assert "passerby/css/tokens.css" in html
    assert len(re.findall(r"<h1>[^<]+</h1>", html)) == 1
    assert re.search(r"<title>\w[^<]* – Passerby</title>", html)
    assert " style=" not in html
    assert not re.search(r"e-?mail", html, re.IGNORECASE)


@pytest.fixture
def recent(alice: Staff, client_of: ClientOf) -> Client:
    """Alice's browser, just after she proved that it is her."""
    alice.set_password("four words nobody says")
    alice.save()
    RecoveryCodes.activate(alice)
    client = client_of(alice)
    answer = client.post("/accounts/reauthenticate/", {"password": "four words nobody says"})
    assert answer.status_code == 302
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("address", SIGNED_OUT)
def test_pages_before_signing_in_have_our_look(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    looked_at(answer.content.decode())


@pytest.mark.parametrize("address", SIGNED_IN)
def test_pages_of_ones_own_account_have_our_look(recent: Client, address: str) -> None:
    answer = recent.get(address, follow=True)
    assert answer.status_code == 200
    looked_at(answer.content.decode())


def test_recovery_codes_are_shown_to_be_kept(recent: Client) -> None:
    html = recent.get("/accounts/2fa/recovery-codes/").content.decode()
    shown = re.search(r"<textarea[^>]*>([^<]+)</textarea>", html)
    assert shown
    assert len(shown.group(1).split()) == 10


def test_a_key_can_be_renamed_and_removed(recent: Client, alice: Staff) -> None:
    key = WebAuthn.add(alice, "Blue key", {}).instance
    assert "Blue key" in recent.get("/accounts/2fa/webauthn/").content.decode()
    for action in ("edit", "remove"):
        answer = recent.get(f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/")
        assert answer.status_code == 200
        looked_at(answer.content.decode())


def test_an_app_is_set_up_by_a_picture_or_by_its_secret(recent: Client, alice: Staff) -> None:
    recent.post("/accounts/2fa/totp/deactivate/")
    WebAuthn.add(alice, "Blue key", {})
    html = recent.get("/accounts/2fa/totp/activate/").content.decode()
    looked_at(html)
    assert 'src="data:image/svg' in html
    assert re.search(r'<code id="totp-secret">[A-Z2-7]{16,}</code>', html)


@pytest.mark.django_db
def test_the_second_factor_is_asked_in_our_look(alice: Staff) -> None:
    alice.set_password("four words nobody says")
    alice.save()
    answer = Client().post(
        "/accounts/login/", {"login": "alice", "password": "four words nobody says"}, follow=True
    )
    html = answer.content.decode()
    looked_at(html)
    assert "Use a passkey or security key" in html
    assert 'id="js_data"' in html


@pytest.mark.django_db
def test_a_wrong_password_is_told_beside_the_form() -> None:
    html = Client().post("/accounts/login/", {"login": "alice", "password": "no"}).content.decode()
    assert re.search(r'<ul class="form-errors"><li>[^<]+</li>', html)
