"""Every address, visited by everybody, is open to whom its rule says and to nobody else.

Nothing here names a page: what somebody adds is visited too.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.checks import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import path

from passerby.hub.access import Action, Rule, access, may
from passerby.hub.access_checks import every_view_has_a_rule
from passerby.hub.access_table import document
from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.api.root import API
from passerby.hub.routes import Route, routes
from passerby.hub.sites.models import Camera, Site
from tests.hub.api.callers import program
from tests.hub.conftest import ClientOf

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
FIGURES = ("people", "crossings", "dwell", "windows")
OTHERS = "1"
"""Ids of what is no site and no camera; none of it exists here."""


def visit(client: Client, method: str, address: str) -> HttpResponseBase:
    """The answer, of which nothing is read: a live stream has no end."""
    client.raise_request_exception = False
    answer = client.generic(method, address)
    answer.close()
    return answer


def filled(address: str, camera: Camera) -> str:
    """An address with the ids of a site and a camera that exist."""
    known = {"site_id": camera.site_id, "camera_id": camera.pk}
    while "<" in address:
        before, _, rest = address.partition("<")
        name, _, after = rest.partition(">")
        address = before + known.get(name, OTHERS) + after
    return address


def _is_sent_to_sign_in(answer: HttpResponseBase) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/?next=")


def _ruled() -> Iterator[tuple[Route, Rule]]:
    for route in routes():
        assert route.rule is not None, route
        if not route.rule.by_token:
            yield route, route.rule


def _wrong_for(staff: Staff, browser: Client, camera: Camera) -> Iterator[str]:
    for route, rule in _ruled():
        status = visit(browser, route.methods[0], filled(route.address, camera)).status_code
        if rule.action is None or may(staff, rule.action):
            is_right = status not in (401, 403, 500)
        else:
            is_right = status == 403
        if not is_right:
            yield f"{route.methods[0]} {route.address} answers {staff} with {status}; its rule: {rule}"


def test_each_view_has_a_rule() -> None:
    assert every_view_has_a_rule(None) == []


def test_the_stored_table_is_what_the_rules_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), (
        "docs/access.md is stale; run: python -m passerby.hub.access_table > docs/access.md"
    )


def test_nobody_is_sent_to_sign_in_from_every_page_but_those_for_everybody(plaza: Camera) -> None:
    wrong = []
    for route, rule in _ruled():
        answer = visit(Client(), route.methods[0], filled(route.address, plaza))
        is_let_in = not _is_sent_to_sign_in(answer) and answer.status_code not in (401, 403, 500)
        if is_let_in == rule.signed_in:
            wrong.append(f"{route.address} answers nobody with {answer.status_code}; its rule: {rule}")
    assert wrong == []


@pytest.mark.parametrize("name", ["alice", "bob", "olga"])
def test_staff_open_what_their_role_allows(
    name: str, request: pytest.FixtureRequest, plaza: Camera, client_of: ClientOf
) -> None:
    staff = request.getfixturevalue(name)
    assert list(_wrong_for(staff, client_of(staff), plaza)) == []


def test_an_outsider_finds_no_site_and_no_camera_that_is_not_theirs(
    charlie: Staff, plaza: Camera, client_of: ClientOf
) -> None:
    browser = client_of(charlie)
    visited = 0
    for route, _rule in _ruled():
        if {"site_id", "camera_id"} & set(route.parameters):
            answer = visit(browser, route.methods[0], filled(route.address, plaza))
            assert answer.status_code in (403, 404), route
            visited += 1
    assert visited


def test_whoever_has_no_second_factor_opens_only_what_sets_one_up(plaza: Camera) -> None:
    browser = Client()
    browser.force_login(Staff.objects.create_user("new", role="admin", all_sites=True))
    for route, rule in _ruled():
        answer = visit(browser, route.methods[0], filled(route.address, plaza))
        is_sent_on = answer.status_code == 302 and answer.headers["Location"] == "/second-factor/"
        assert is_sent_on == (rule.signed_in and rule.second_factor), route


def test_a_deactivated_person_is_nobody(bob: Staff, plaza: Camera, client_of: ClientOf) -> None:
    browser = client_of(bob)
    Staff.objects.filter(pk=bob.pk).update(is_active=False)
    for route, rule in _ruled():
        if rule.signed_in:
            answer = visit(browser, route.methods[0], filled(route.address, plaza))
            assert _is_sent_to_sign_in(answer) or answer.status_code == 401, route


def _operations(camera: Camera) -> Iterator[tuple[str, str, str]]:
    """Method, address and rule of each operation of the API."""
    for address, operations in API.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            ready = address.replace("{", "<").replace("}", ">")
            yield method.upper(), filled(ready, camera), operation["x-access"]


def test_the_api_asks_for_a_token_and_its_scope(alice: Staff, plaza: Camera) -> None:
    able = program(alice)
    with_one = {scope: program(alice, [scope]) for scope in Scope}
    for method, address, rule in _operations(plaza):
        assert visit(Client(), method, address).status_code == 401, address
        assert visit(able, method, address).status_code not in (401, 403, 500), address
        for scope, client in with_one.items():
            status = visit(client, method, address).status_code
            assert (status == 403) == ("any token" not in rule and str(scope) not in rule), (address, scope)


def test_the_api_lets_a_session_do_what_the_role_allows(
    alice: Staff, bob: Staff, olga: Staff, plaza: Camera, client_of: ClientOf
) -> None:
    for staff in (alice, bob, olga):
        browser = client_of(staff)
        for method, address, rule in _operations(plaza):
            action = next((action for action in Action if rule.endswith(f"staff who may {action}")), None)
            is_allowed = action is None or may(staff, action)
            status = visit(browser, method, address).status_code
            assert (status == 403) != is_allowed, (staff, method, address, status)


def test_the_api_tells_an_outsider_of_no_site_and_no_camera(
    charlie: Staff, alice: Staff, plaza: Camera, library: Site, client_of: ClientOf
) -> None:
    visited = 0
    for client in (client_of(charlie), program(alice, sites=[library])):
        for method, address, _rule in _operations(plaza):
            if method == "GET" and (plaza.pk in address or plaza.site_id in address):
                # Of those that ask for a span of time, the span is checked before the site.
                spans = "?start_s=0&end_s=60" if address.rsplit("/", 1)[1] in FIGURES else ""
                zone = "&zone=a" if address.endswith("/dwell") else ""
                assert visit(client, method, address + spans + zone).status_code == 404, address
                visited += 1
    assert visited


def _forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@access(Action.MANAGE)
def _kept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


urlpatterns = [path("forgotten/", _forgotten), path("kept/", _kept)]


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_a_rule_is_found_at_start_and_answers_nobody(
    alice: Staff, client_of: ClientOf
) -> None:
    [problem] = every_view_has_a_rule(None)
    assert isinstance(problem, Error)
    assert "/forgotten/" in problem.msg
    browser = client_of(alice)
    browser.raise_request_exception = False
    assert browser.get("/kept/").status_code == 200
    assert browser.get("/forgotten/").status_code == 403
