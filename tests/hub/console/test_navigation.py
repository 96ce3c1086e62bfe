"""The navigation beside every page, and the number of alerts that wait for somebody."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from passerby.hub.accounts.models import Staff
from passerby.hub.alerts.models import Alert
from passerby.hub.sites.models import Site
from tests.hub.conftest import ClientOf

FACTS = {"text": "full", "worst": 1.0}


def alerts_entry(page: str) -> str:
    """The link to the alerts, as it is written."""
    found = re.search(r'<a href="/alerts/".*?</a>', page, re.DOTALL)
    assert found is not None
    return found[0]


def read_out(entry: str) -> str:
    """What a screen reader says of it."""
    return "" if " hidden>" in entry else " ".join(strip_tags(entry).split())


def test_open_alerts_that_nobody_looks_after_are_counted_at_ones_own_sites(
    alice: Staff, bob: Staff, harbour: Site, library: Site, client_of: ClientOf
) -> None:
    now = timezone.now()
    Alert.objects.create(site=harbour, began_at=now, **FACTS)
    Alert.objects.create(site=harbour, began_at=now, ended_at=now, **FACTS)
    Alert.objects.create(site=harbour, began_at=now, acknowledged_at=now, **FACTS)
    Alert.objects.create(site=library, began_at=now, **FACTS)
    assert read_out(alerts_entry(client_of(bob).get("/settings/").content.decode())) == "Alerts, 1 open"
    assert read_out(alerts_entry(client_of(alice).get("/settings/").content.decode())) == "Alerts, 2 open"


def test_the_number_is_hidden_where_nothing_waits_and_follows_the_live_figures(
    bob: Staff, client_of: ClientOf
) -> None:
    entry = alerts_entry(client_of(bob).get("/").content.decode())
    assert 'data-live-hidden="alerts.waiting" hidden>' in entry
    assert '<span data-live="alerts.waiting">0</span>' in entry


def test_acknowledging_an_alert_takes_it_out_of_the_number(
    bob: Staff, harbour: Site, client_of: ClientOf
) -> None:
    alert = Alert.objects.create(site=harbour, began_at=timezone.now(), **FACTS)
    client = client_of(bob)
    page = client.post(f"/alerts/{alert.pk}/acknowledge/", follow=True).content.decode()
    assert read_out(alerts_entry(page)) == ""


def test_a_page_asks_for_the_number_once_and_a_part_of_one_does_not(
    bob: Staff, harbour: Site, client_of: ClientOf
) -> None:
    client = client_of(bob)

    def counts(**headers: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/alerts/", headers=headers).status_code == 200
        return sum("COUNT(*)" in query["sql"] and "acknowledged_at" in query["sql"] for query in asked)

    assert counts() == 1
    assert counts(**{"HX-Request": "true"}) == 0


def test_who_is_not_signed_in_is_shown_no_navigation(client_of: ClientOf, harbour: Site, bob: Staff) -> None:
    Alert.objects.create(site=harbour, began_at=timezone.now(), **FACTS)
    client = client_of(bob)
    client.post("/accounts/logout/")
    assert "alerts.waiting" not in client.get("/accounts/login/").content.decode()
