"""The settings of an installation: who may change them, and what comes of it."""

import re

import pytest

from passerby.hub.accounts.models import Role, Staff, Token
from passerby.hub.accounts.tokens import token_of
from passerby.hub.crowd.models import Retention
from passerby.hub.sites.models import Agent, Site
from tests.hub.conftest import ClientOf

ADMIN_PAGES = (
    "/settings/detector/", "/settings/retention/", "/settings/staff/", "/settings/staff/invite/",
    "/settings/tokens/",
)  # fmt: skip
KEPT = {"window_days": "20", "minute_days": "60", "hour_days": "900", "health_days": "10"}


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_only_an_admin_opens_what_concerns_everybody(
    alice: Staff, bob: Staff, olga: Staff, client_of: ClientOf, page: str
) -> None:
    assert client_of(alice).get(page).status_code == 200
    assert client_of(bob).get(page).status_code == 403
    assert client_of(olga).get(page).status_code == 403


def test_everybody_opens_their_own_account_and_sees_no_tab_that_is_closed_to_them(
    bob: Staff, client_of: ClientOf
) -> None:
    page = client_of(bob).get("/settings/").content.decode()
    assert "You see Harbour" in page
    assert "/settings/staff/" not in page


def test_a_detector_is_chosen_and_the_agent_will_be_told(
    alice: Staff, agent: Agent, client_of: ClientOf
) -> None:
    before = agent.configuration_revision
    client_of(alice).post("/settings/detector/", {"agent": "local", "detector": "yolox-nano"})
    agent.refresh_from_db()
    assert agent.detector == "yolox-nano"
    assert agent.configuration_revision > before


def test_retention_is_stored(alice: Staff, client_of: ClientOf) -> None:
    assert client_of(alice).post("/settings/retention/", KEPT).status_code == 302
    assert Retention.objects.get().window_days == 20


@pytest.mark.parametrize(
    "wrong", [{"window_days": "0"}, {"hour_days": "100000"}, {"minute_days": "10"}, {"health_days": "soon"}]
)
def test_a_retention_that_makes_no_sense_is_refused(
    alice: Staff, client_of: ClientOf, wrong: dict[str, str]
) -> None:
    assert client_of(alice).post("/settings/retention/", KEPT | wrong).status_code == 422
    assert not Retention.objects.exists()


def test_an_invited_person_gets_a_link_that_is_shown_once(
    alice: Staff, harbour: Site, client_of: ClientOf
) -> None:
    client = client_of(alice)
    form = {"username": "dora", "role": "operator", "sites": [harbour.pk]}
    page = client.post("/settings/staff/invite/", form).content.decode()
    link = re.search(r"http://testserver(/invite/[^<\s]+)", page)
    assert link is not None
    dora = Staff.objects.get(username="dora")
    assert (dora.role, list(dora.sites.all()), dora.all_sites) == ("operator", [harbour], False)
    assert link.group(1) not in client.get(f"/settings/staff/{dora.pk}/").content.decode()


def test_a_name_that_is_taken_is_said_beside_the_field(alice: Staff, bob: Staff, client_of: ClientOf) -> None:
    answer = client_of(alice).post("/settings/staff/invite/", {"username": "Bob", "role": "operator"})
    assert answer.status_code == 422
    assert "already somebody called" in answer.content.decode()


def test_the_last_admin_can_neither_leave_nor_be_demoted(alice: Staff, client_of: ClientOf) -> None:
    client = client_of(alice)
    page = client.post(f"/settings/staff/{alice.pk}/deactivate/", follow=True).content.decode()
    assert "last admin" in page
    answer = client.post(f"/settings/staff/{alice.pk}/", {"role": "operator", "all_sites": "on"})
    assert answer.status_code == 422
    alice.refresh_from_db()
    assert alice.is_active
    assert alice.role == Role.ADMIN


def test_who_is_deactivated_is_signed_out_at_once(alice: Staff, bob: Staff, client_of: ClientOf) -> None:
    bobs = client_of(bob)
    assert bobs.get("/settings/").status_code == 200
    client_of(alice).post(f"/settings/staff/{bob.pk}/deactivate/")
    assert bobs.get("/settings/").status_code == 302


def test_a_tokens_secret_is_shown_once_and_works_until_it_is_revoked(
    alice: Staff, harbour: Site, client_of: ClientOf
) -> None:
    client = client_of(alice)
    form = {"name": "hall", "scopes": ["read:live"], "sites": [harbour.pk], "days": "30"}
    page = client.post("/settings/tokens/", form).content.decode()
    found = re.search(r"pby_[\w-]{40,}", page)
    assert found is not None
    assert token_of(found.group()) is not None
    assert found.group() not in client.get("/settings/tokens/").content.decode()
    client.post(f"/settings/tokens/{Token.objects.get().pk}/revoke/")
    assert token_of(found.group()) is None


def test_a_token_that_is_let_in_nowhere_is_refused(alice: Staff, client_of: ClientOf) -> None:
    answer = client_of(alice).post(
        "/settings/tokens/", {"name": "hall", "scopes": ["read:live"], "days": "30"}
    )
    assert answer.status_code == 422
    assert not Token.objects.exists()
