"""Who may ask the API what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from passerby.hub.accounts.models import Role, Staff, Token
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.services import deactivate
from passerby.hub.accounts.tokens import make_token, revoke_token
from passerby.hub.api.root import API
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import TokenError
from tests.hub.api.callers import ROOT, program
from tests.hub.conftest import ClientOf, somebody

SITES = f"{ROOT}/sites"


def _with(secret: str, scheme: str = "Bearer") -> Client:
    return Client(headers={"Authorization": f"{scheme} {secret}"})


def _code(client: Client, path: str = SITES) -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, answer.json().get("code", "")


def test_a_token_lets_in_until_it_is_revoked(alice: Staff) -> None:
    token, secret = make_token("till", [Scope.READ_SITES], by=alice, all_sites=True)
    assert _code(_with(secret)) == (200, "")
    assert _code(_with(secret, "bearer")) == (200, "")
    revoke_token(token, by=alice)
    assert _code(_with(secret)) == (401, "unknown_caller")


def test_a_token_lets_in_until_it_expires(alice: Staff) -> None:
    soon = timezone.now() + timedelta(days=1)
    _, secret = make_token("till", [Scope.READ_SITES], by=alice, all_sites=True, expires_at=soon)
    assert _code(_with(secret)) == (200, "")
    Token.objects.update(expires_at=timezone.now())
    assert _code(_with(secret)) == (401, "unknown_caller")


def test_a_token_stops_with_who_made_it(alice: Staff) -> None:
    asking = program(alice)
    anna = somebody("anna", Role.ADMIN)
    deactivate(alice, by=anna)
    assert _code(asking) == (401, "unknown_caller")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer pby_", "Basic YTpi", "Bearer pby_" + "x" * 9000, "é"]
)
def test_what_is_no_token_is_turned_away(header: str) -> None:
    answer = Client(headers={"Authorization": header}).get(SITES)
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_caller")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_beside_a_session_must_work_by_itself(alice: Staff, client_of: ClientOf) -> None:
    browser = client_of(alice)
    assert browser.get(SITES).status_code == 200
    assert browser.get(SITES, headers={"Authorization": "Bearer pby_wrong"}).status_code == 401


def test_only_the_hash_of_a_token_is_stored(alice: Staff) -> None:
    token, secret = make_token("till", [Scope.READ_SITES], by=alice, all_sites=True)
    assert secret.startswith(token.prefix)
    assert len(token.prefix) == 8
    assert secret not in str(list(Token.objects.values()))


def test_the_use_of_a_token_is_noted_once_a_minute(alice: Staff) -> None:
    asking = program(alice)
    asking.get(SITES)
    first = Token.objects.get().last_used_at
    asking.get(SITES)
    assert first is not None
    assert Token.objects.get().last_used_at == first


@pytest.mark.parametrize("scope", Scope)
def test_a_token_lacks_what_it_was_not_given(scope: Scope, alice: Staff, plaza: Camera) -> None:
    without = program(alice, [other for other in Scope if other is not scope])
    asked = 0
    for path, operations in API.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            if f"token with {scope}," in operation["x-access"]:
                filled = path.format(site_id=plaza.site_id, camera_id=plaza.pk, alert_id=1)
                answer = without.generic(method.upper(), filled)
                assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
                asked += 1
    assert asked


def test_a_session_changes_something_only_with_the_pages_proof(
    bob: Staff, plaza: Camera, client_of: ClientOf
) -> None:
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(bob)
    path = f"{ROOT}/cameras/{plaza.pk}/scene"
    body = {"scene_revision": 0}
    answer = forger.put(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "forged")
    assert client_of(bob).put(path, body, content_type="application/json").status_code == 200


def test_a_person_without_a_second_factor_is_told_to_set_one_up(harbour: Site) -> None:
    browser = Client()
    browser.force_login(Staff.objects.create_user("new", all_sites=True))
    assert _code(browser) == (403, "second_factor")


def test_a_mistyped_parameter_is_not_passed_over(alice: Staff) -> None:
    asking = program(alice)
    for path, operations in API.get_openapi_schema()["paths"].items():
        for method in operations:
            filled = path.format(site_id="a" * 12, camera_id="a" * 12, alert_id=1)
            answer = asking.generic(method.upper(), f"{filled}?lmit=5")
            assert (answer.status_code, answer.json()["code"]) == (422, "unknown_parameter"), path
    assert "after, limit" in asking.get(f"{SITES}?lmit=5").json()["detail"]


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1", "/api/v1/", "/api/v2/sites", f"{ROOT}/nothing/here", f"{SITES}/"]
)
def test_an_address_that_is_none_is_told_as_every_error(alice: Staff, address: str) -> None:
    for asking in (program(alice), Client()):
        assert _code(asking, address) == (404, "not_found")
        assert asking.post(address).json()["code"] == "not_found"


def test_a_wrong_method_is_told_as_every_error_with_the_right_ones(alice: Staff, plaza: Camera) -> None:
    asking = program(alice)
    asked = 0
    for path, operations in API.get_openapi_schema()["paths"].items():
        filled = path.format(site_id=plaza.site_id, camera_id=plaza.pk, alert_id=1)
        right = sorted(method.upper() for method in operations)
        for wrong in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(right):
            answer = asking.generic(wrong, filled)
            assert (answer.status_code, answer.json()["code"]) == (405, "wrong_method"), path
            assert answer.headers["Allow"] == ", ".join(right)
            assert answer.json()["detail"] == f"this address answers {', '.join(right)}, not {wrong}"
            asked += 1
    assert asked


def test_health_tells_the_version_to_whoever_has_a_token(alice: Staff) -> None:
    assert program(alice, [Scope.READ_ALERTS]).get(f"{ROOT}/health").json()["status"] == "ok"
    assert _code(Client(), f"{ROOT}/health") == (401, "unknown_caller")


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"scopes": []}, {"all_sites": False}, {"expires_at": timezone.now() - timedelta(days=1)}],
)
def test_a_token_that_would_be_good_for_nothing_is_not_made(wrong: dict[str, object], alice: Staff) -> None:
    fields: dict[str, object] = {"name": "till", "scopes": [Scope.READ_SITES], "all_sites": True, **wrong}
    with pytest.raises(TokenError, match="a token"):
        make_token(by=alice, **fields)  # type: ignore[arg-type] # each in its turn is wrong
