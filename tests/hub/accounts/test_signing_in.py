"""Signing in: with a password and a code, how often one may try, and what is written down of it."""

import logging
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.test import Client, override_settings

from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.services import sign_in_link
from passerby.hub.accounts.tokens import make_token
from tests.hub.accounts.pages import HOST, PASSWORD, code_of, path_of, text_of
from tests.hub.conftest import ClientOf

LOGIN = "/accounts/login/"
WRONG = "not my password at all"


@pytest.fixture
def bob_with_password(bob: Staff) -> Staff:
    """Bob, who can sign in by himself."""
    bob.set_password(PASSWORD)
    bob.save(update_fields=["password"])
    return bob


def _try(browser: Client, password: str, username: str = "bob") -> tuple[int, str]:
    answer = browser.post(LOGIN, {"login": username, "password": password})
    return answer.status_code, answer.headers.get("Location", "") or text_of(answer.content)


def _code(staff: Staff) -> str:
    return code_of(decrypt(Authenticator.objects.get(user_id=staff.pk).data["secret"]))


def test_a_password_leads_to_the_second_factor_and_its_code_leads_in(bob_with_password: Staff) -> None:
    browser = Client()
    assert _try(browser, PASSWORD) == (302, "/accounts/2fa/authenticate/")
    assert browser.get("/alerts/").status_code == 302
    with override_settings(MFA_TOTP_TOLERANCE=1):
        answer = browser.post("/accounts/2fa/authenticate/", {"code": _code(bob_with_password)})
    assert answer.headers["Location"] == "/"
    assert browser.get("/alerts/").status_code == 200


def test_a_wrong_code_does_not_lead_in(bob_with_password: Staff) -> None:
    browser = Client()
    _try(browser, PASSWORD)
    right = _code(bob_with_password)
    wrong = str((int(right) + 1) % 1_000_000).zfill(6)
    answer = browser.post("/accounts/2fa/authenticate/", {"code": wrong})
    assert "Incorrect code" in text_of(answer.content)
    assert browser.get("/alerts/").status_code == 302


def test_what_is_told_is_the_same_for_a_wrong_password_and_a_name_that_is_none(
    bob_with_password: Staff,
) -> None:
    known, unknown = _try(Client(), WRONG), _try(Client(), WRONG, "nobody-here")
    assert known[0] == unknown[0] == 200
    assert known[1].replace("bob", "") == unknown[1].replace("nobody-here", "")


def test_after_a_few_wrong_passwords_the_right_one_does_not_help_either(bob_with_password: Staff) -> None:
    for _ in range(5):
        assert "too many" not in _try(Client(), WRONG)[1].lower()
    for password in (WRONG, PASSWORD):
        status, told = _try(Client(), password)
        assert (status, "Too many failed login attempts" in told) == (200, True)
    assert "Too many" not in _try(Client(), WRONG, "alice")[1]


def test_wrong_codes_are_limited_too(bob_with_password: Staff) -> None:
    browser = Client()
    _try(browser, PASSWORD)
    told = ""
    for _ in range(12):
        told = text_of(browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).content)
    assert "Too many failed" in told


def test_a_deactivated_person_is_not_let_in_with_the_right_password(bob_with_password: Staff) -> None:
    Staff.objects.filter(pk=bob_with_password.pk).update(is_active=False)
    browser = Client()
    assert _try(browser, PASSWORD)[1] == "/accounts/inactive/"
    assert browser.get("/accounts/inactive/").status_code == 200
    assert browser.get("/alerts/").headers["Location"].startswith(LOGIN)


def test_nobody_signs_up() -> None:
    assert Client().get("/accounts/signup/").status_code == 404
    assert Client().post("/accounts/signup/", {"username": "eve"}).status_code == 404


def test_the_qr_code_needs_nothing_that_the_policy_forbids(
    bob_with_password: Staff, client_of: ClientOf
) -> None:
    Authenticator.objects.all().delete()
    browser = client_of(bob_with_password)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    html = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    assert "style=" not in html
    assert "<style" not in html
    policy = page.headers["Content-Security-Policy"]
    assert "img-src 'self' blob: data:" in policy
    assert "unsafe" not in policy


def test_a_page_of_anothers_site_is_not_gone_to_after_signing_in(bob_with_password: Staff) -> None:
    Authenticator.objects.all().delete()
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = Client().post(LOGIN, {"login": "bob", "password": PASSWORD, "next": elsewhere})
        assert answer.headers["Location"] == "/"


def _signs_in_wrongly(_: Staff) -> str:
    _try(Client(), WRONG)
    Client(enforce_csrf_checks=True).post(LOGIN, {"login": "bob", "password": WRONG})
    return WRONG


def _signs_in(_: Staff) -> str:
    _try(Client(), PASSWORD)
    return PASSWORD


def _uses_a_link(staff: Staff) -> str:
    path = path_of(sign_in_link(staff, HOST))
    browser = Client(enforce_csrf_checks=True)
    for method in ("get", "post", "put", "head"):
        getattr(browser, method)(path)
    browser.post("/link/")
    Client().get(path)
    Client().post("/link/")
    return path.split("/")[2]


def _asks_with_a_token(staff: Staff) -> str:
    _, secret = make_token("till", [Scope.READ_ALERTS], by=staff, all_sites=True)
    for path in ("/api/v1/alerts", "/api/v1/sites", "/api/v1/nothing", "/alerts/"):
        Client(headers={"Authorization": f"Bearer {secret}"}).get(path)
    return secret


@pytest.mark.parametrize("do", [_signs_in, _signs_in_wrongly, _uses_a_link, _asks_with_a_token])
def test_no_secret_is_written_down_on_the_way(
    do: Callable[[Staff], str], bob_with_password: Staff, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        secret = do(bob_with_password)
    assert secret not in caplog.text
    assert all(secret not in str(record.__dict__) for record in caplog.records)
