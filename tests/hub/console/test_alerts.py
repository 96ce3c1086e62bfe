"""The pages of alerts."""

import pytest

from passerby.hub.accounts.models import Staff
from passerby.hub.alerts import services
from passerby.hub.alerts.models import Alert, AlertRule
from passerby.hub.sites.models import Camera, Site
from tests.hub.conftest import ClientOf

NOON = 1_780_000_000.0
RULE = {
    "name": "Too full", "kind": "occupancy", "threshold": "80", "lasts_s": "60", "cool_down_s": "600",
    "begins": "", "ends": "", "enabled": "on",
}  # fmt: skip


@pytest.fixture
def alert(plaza: Camera) -> Alert:
    rule = AlertRule.objects.create(
        site=plaza.site, camera=plaza, name="Too full", kind="occupancy", threshold=80
    )
    found = services.begin(rule, 91, NOON)
    assert found is not None
    return found


def test_an_operator_sees_what_needs_a_look_and_looks_after_it(
    bob: Staff, client_of: ClientOf, alert: Alert
) -> None:
    client = client_of(bob)
    assert "Plaza: more than 80 people" in client.get("/alerts/").content.decode()
    client.post(f"/alerts/{alert.pk}/acknowledge/")
    assert "bob looks after it" in client.get("/alerts/").content.decode()
    assert services.waiting_count(Site.objects.all()) == 0


def test_who_is_second_hears_who_was_first(
    bob: Staff, alice: Staff, client_of: ClientOf, alert: Alert
) -> None:
    client_of(bob).post(f"/alerts/{alert.pk}/acknowledge/")
    page = client_of(alice).post(f"/alerts/{alert.pk}/acknowledge/", follow=True).content.decode()
    assert "bob looks after it already" in page


def test_an_outsider_neither_sees_nor_changes_it(charlie: Staff, client_of: ClientOf, alert: Alert) -> None:
    client = client_of(charlie)
    assert "Plaza" not in client.get("/alerts/").content.decode()
    assert client.post(f"/alerts/{alert.pk}/acknowledge/").status_code == 404
    assert client.get(f"/alerts/rules/{alert.rule_id}/").status_code == 404
    assert client.post(f"/alerts/rules/{alert.rule_id}/delete/").status_code == 404


def test_a_privacy_officer_sees_but_does_not_change(olga: Staff, client_of: ClientOf, alert: Alert) -> None:
    client = client_of(olga)
    assert "Plaza" in client.get("/alerts/").content.decode()
    assert client.post(f"/alerts/{alert.pk}/acknowledge/").status_code == 403


@pytest.mark.parametrize("subject", ["site", "camera", "zone"])
def test_a_rule_is_about_a_site_a_camera_or_a_zone(
    bob: Staff, client_of: ClientOf, plaza: Camera, subject: str
) -> None:
    keys = {
        "site": f"site {plaza.site_id}",
        "camera": f"camera {plaza.pk}",
        "zone": f"zone {plaza.pk} square",
    }
    answer = client_of(bob).post("/alerts/rules/new/", RULE | {"subject": keys[subject], "days": ["5", "6"]})
    assert answer.status_code == 302
    rule = AlertRule.objects.get()
    assert rule.days == [5, 6]
    assert (rule.camera_id or "", rule.zone) == {
        "site": ("", ""), "camera": (plaza.pk, ""), "zone": (plaza.pk, "square")
    }[subject]  # fmt: skip
    page = client_of(bob).get(f"/alerts/rules/{rule.pk}/").content.decode()
    assert f'value="{keys[subject]}" selected' in page


def test_a_rule_without_days_holds_every_day_and_a_limit_may_be_nobody(
    bob: Staff, client_of: ClientOf, plaza: Camera
) -> None:
    sent = RULE | {"subject": f"zone {plaza.pk} square", "threshold": "0", "lasts_s": "1"}
    assert client_of(bob).post("/alerts/rules/new/", sent).status_code == 302
    assert AlertRule.objects.get().days == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"threshold": "many"}, "Enter a number"),
        ({"threshold": "-1"}, "from 0 to"),
        ({"begins": "09:00"}, "Give both times"),
        ({"kind": "camera_down", "subject": "zone"}, "cannot lose its picture"),
        ({"subject": "camera elsewhere"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_beside_it_and_nothing_is_stored(
    bob: Staff, client_of: ClientOf, plaza: Camera, wrong: dict[str, str], told: str
) -> None:
    if wrong.get("subject") == "zone":
        wrong = wrong | {"subject": f"zone {plaza.pk} square"}
    answer = client_of(bob).post("/alerts/rules/new/", RULE | {"subject": f"camera {plaza.pk}"} | wrong)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not AlertRule.objects.exists()


def test_what_a_rule_cannot_watch_is_said_beside_the_place(
    bob: Staff, client_of: ClientOf, plaza: Camera
) -> None:
    quay = plaza.site.cameras.get(name="Quay")
    answer = client_of(bob).post(
        "/alerts/rules/new/", RULE | {"subject": f"camera {quay.pk}", "kind": "density"}
    )
    assert answer.status_code == 422
    assert "has none; draw one first" in answer.context["form"].errors["subject"][0]
    assert not AlertRule.objects.exists()


def test_a_rule_is_changed(bob: Staff, client_of: ClientOf, plaza: Camera, alert: Alert) -> None:
    sent = RULE | {
        "subject": f"zone {plaza.pk} square", "threshold": "90", "days": ["6", "0"], "begins": "08:00",
        "ends": "09:30",
    }  # fmt: skip
    assert client_of(bob).post(f"/alerts/rules/{alert.rule_id}/", sent).status_code == 302
    rule = AlertRule.objects.get()
    assert (rule.pk, rule.threshold, rule.zone, rule.days) == (alert.rule_id, 90, "square", [0, 6])
    assert (rule.from_minute, rule.until_minute) == (480, 570)


def test_nobody_makes_a_rule_for_a_site_of_others(charlie: Staff, client_of: ClientOf, plaza: Camera) -> None:
    answer = client_of(charlie).post("/alerts/rules/new/", RULE | {"subject": f"camera {plaza.pk}"})
    assert answer.status_code == 422
    assert not AlertRule.objects.exists()


def test_a_deleted_rule_leaves_its_history(bob: Staff, client_of: ClientOf, alert: Alert) -> None:
    client = client_of(bob)
    client.post(f"/alerts/rules/{alert.rule_id}/delete/")
    page = client.get("/alerts/").content.decode()
    assert not AlertRule.objects.exists()
    assert "Plaza: more than 80 people" in page
    assert Alert.objects.get().ended_at is not None


def test_with_nothing_to_watch_the_page_says_what_to_do_next(alice: Staff, client_of: ClientOf) -> None:
    assert "No site yet" in client_of(alice).get("/alerts/").content.decode()
