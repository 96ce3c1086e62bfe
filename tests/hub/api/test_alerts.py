"""Alerts through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from passerby.hub.accounts.models import Staff
from passerby.hub.alerts.models import Alert
from passerby.hub.sites.models import Site
from tests.hub.api.callers import ROOT, program, told


def _alert(site: Site, text: str = "full", *, is_over: bool = False) -> Alert:
    now = timezone.now()
    return Alert.objects.create(
        site=site, text=text, began_at=now - timedelta(hours=1), ended_at=now if is_over else None, worst=9
    )


@pytest.fixture
def alerts(harbour: Site, library: Site) -> list[Alert]:
    """Two alerts at the harbour, one of them over, and one at the library."""
    return [_alert(harbour), _alert(harbour, is_over=True), _alert(library)]


def test_alerts_are_told_newest_first_page_by_page(alice: Staff, alerts: list[Alert]) -> None:
    asking = program(alice)
    page = told(asking, "/alerts", limit=2)
    assert [alert["id"] for alert in page["items"]] == [alerts[2].pk, alerts[1].pk]
    rest = told(asking, "/alerts", limit=2, before=page["next"])
    assert ([alert["id"] for alert in rest["items"]], rest["next"]) == ([alerts[0].pk], None)


def test_alerts_are_told_of_ones_own_sites_by_state_and_site(
    alice: Staff, alerts: list[Alert], harbour: Site, library: Site
) -> None:
    here = program(alice, sites=[harbour])
    assert {alert["site_id"] for alert in told(here, "/alerts")["items"]} == {harbour.pk}
    assert [alert["id"] for alert in told(here, "/alerts", open="true")["items"]] == [alerts[0].pk]
    assert [alert["id"] for alert in told(here, "/alerts", open="false")["items"]] == [alerts[1].pk]
    assert here.get(f"{ROOT}/alerts", {"site": library.pk}).status_code == 404
    assert len(told(program(alice), "/alerts", site=library.pk)["items"]) == 1


def test_an_alert_is_acknowledged_once_and_by_the_first(
    alice: Staff, bob: Staff, alerts: list[Alert]
) -> None:
    path = f"{ROOT}/alerts/{alerts[0].pk}/acknowledge"
    first = program(bob).post(path).json()
    assert first["acknowledged_by"] == "bob"
    again = program(alice).post(path).json()
    assert again == first


def test_an_alert_elsewhere_cannot_be_acknowledged(alice: Staff, alerts: list[Alert], harbour: Site) -> None:
    elsewhere = f"{ROOT}/alerts/{alerts[2].pk}/acknowledge"
    assert program(alice, sites=[harbour]).post(elsewhere).status_code == 404
    alerts[2].refresh_from_db()
    assert alerts[2].acknowledged_at is None
