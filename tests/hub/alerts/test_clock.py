"""Rules against live figures, and what is stored of it."""

import pytest

from passerby.cameras.health import CameraState
from passerby.events.live import LiveZone
from passerby.hub.alerts import services
from passerby.hub.alerts.clock import AlertClock
from passerby.hub.alerts.models import Alert, AlertRule
from passerby.hub.alerts.rules import remove_rule
from passerby.hub.sites.models import Camera, Site
from tests.hub.alerts.live import SetLive

NOON = 1_780_000_000.0


@pytest.fixture
def live() -> SetLive:
    return SetLive()


@pytest.fixture
def clock(live: SetLive) -> AlertClock:
    return AlertClock(live)


def rule_for(site: Site, kind: str = "occupancy", threshold: float = 10, **fields: object) -> AlertRule:
    terms = {"lasts_s": 5, "cool_down_s": 60} | fields
    return AlertRule.objects.create(site=site, name="crowded", kind=kind, threshold=threshold, **terms)


def run(clock: AlertClock, seconds: int, begins: float = NOON) -> float:
    for second in range(seconds):
        clock.tick(begins + second)
    return begins + seconds


def test_a_sites_people_are_the_sum_of_its_cameras(clock: AlertClock, live: SetLive, harbour: Site) -> None:
    rule_for(harbour)
    for camera in harbour.cameras.all():
        live.tell(camera.pk, 6)
    run(clock, 10)
    alert = Alert.objects.get()
    assert alert.began_at.timestamp() == NOON
    assert alert.worst == 12
    assert alert.text == "Harbour: more than 10 people for 5 s"


def test_a_camera_that_does_not_count_for_the_site_is_left_out(
    clock: AlertClock, live: SetLive, harbour: Site, plaza: Camera
) -> None:
    Camera.objects.filter(pk=plaza.pk).update(counts_for_site=False)
    rule_for(harbour)
    for camera in harbour.cameras.all():
        live.tell(camera.pk, 6)
    run(clock, 10)
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("kind", "threshold", "zone", "text"),
    [
        ("occupancy", 5, LiveZone("square", 6, 0.0), "Plaza, square: more than 5 people for 5 s"),
        ("density", 2, LiveZone("square", 6, 0.0, 2.5), "Plaza, square: more than 2 people per m² for 5 s"),
        ("dwell", 120, LiveZone("square", 6, 130.0), "Plaza, square: people wait longer than 2 min for 5 s"),
    ],
)
def test_a_zone_is_watched_for_people_density_and_waiting(
    clock: AlertClock, live: SetLive, plaza: Camera, kind: str, threshold: float, zone: LiveZone, text: str
) -> None:
    rule_for(plaza.site, kind, threshold, camera=plaza, zone="square")
    live.tell(plaza.pk, 6, zones=(zone,))
    run(clock, 10)
    assert Alert.objects.get().text == text


def test_a_camera_without_a_picture_is_told_after_its_time(
    clock: AlertClock, live: SetLive, plaza: Camera
) -> None:
    rule_for(plaza.site, "camera_down", 30, camera=plaza)
    live.tell(plaza.pk, 0)
    at = run(clock, 3)
    live.tell(plaza.pk, 0, CameraState.STALLED)
    at = run(clock, 30, at)
    assert not Alert.objects.exists()
    at = run(clock, 3, at)
    assert Alert.objects.get().text == "Plaza: no picture for more than 30 s"
    live.tell(plaza.pk, 0)
    run(clock, 20, at)
    assert Alert.objects.get().ended_at is not None


def test_an_agent_that_says_nothing_is_a_camera_without_a_picture(
    clock: AlertClock, live: SetLive, plaza: Camera
) -> None:
    rule_for(plaza.site, "camera_down", 30, camera=plaza)
    run(clock, 33)
    assert Alert.objects.filter(camera=plaza, ended_at=None).exists()


def test_a_camera_that_was_switched_off_raises_nothing(
    clock: AlertClock, live: SetLive, plaza: Camera
) -> None:
    rule_for(plaza.site, "camera_down", 30, camera=plaza)
    Camera.objects.filter(pk=plaza.pk).update(enabled=False)
    run(clock, 100)
    assert not Alert.objects.exists()


def test_an_alert_ends_is_kept_and_stays_silent_for_its_cool_down(
    clock: AlertClock, live: SetLive, plaza: Camera
) -> None:
    rule_for(plaza.site, camera=plaza)
    live.tell(plaza.pk, 11)
    at = run(clock, 10)
    live.tell(plaza.pk, 1)
    at = run(clock, 15, at)
    assert Alert.objects.get().ended_at is not None
    live.tell(plaza.pk, 30)
    at = run(clock, 30, at)
    assert Alert.objects.count() == 1
    run(clock, 60, at)
    assert Alert.objects.count() == 2


def test_a_hub_that_was_restarted_goes_on_with_an_open_alert(live: SetLive, plaza: Camera) -> None:
    rule_for(plaza.site, camera=plaza)
    live.tell(plaza.pk, 11)
    at = run(AlertClock(live), 10)
    live.tell(plaza.pk, 14)
    again = AlertClock(live)
    at = run(again, 10, at)
    assert Alert.objects.get().worst == 14
    live.tell(plaza.pk, 1)
    run(again, 15, at)
    assert Alert.objects.get().ended_at is not None


def test_two_hubs_that_watch_tell_one_alert(live: SetLive, plaza: Camera) -> None:
    rule = rule_for(plaza.site, camera=plaza)
    live.tell(plaza.pk, 11)
    assert services.begin(rule, 11, NOON) is not None
    assert services.begin(rule, 11, NOON) is None
    assert Alert.objects.count() == 1


@pytest.mark.parametrize("how", ["switched off", "deleted"])
def test_a_rule_that_is_gone_leaves_no_open_alert(
    clock: AlertClock, live: SetLive, plaza: Camera, how: str
) -> None:
    rule = rule_for(plaza.site, camera=plaza)
    live.tell(plaza.pk, 11)
    at = run(clock, 10)
    if how == "deleted":
        remove_rule(rule)
    else:
        AlertRule.objects.update(enabled=False)
    run(clock, 2, at)
    assert Alert.objects.get().ended_at is not None


def test_outside_its_schedule_a_rule_is_silent_and_its_alert_ends(
    clock: AlertClock, live: SetLive, plaza: Camera
) -> None:
    rule = rule_for(plaza.site, camera=plaza)
    live.tell(plaza.pk, 11)
    at = run(clock, 10)
    weekday_of_noon = 3
    AlertRule.objects.filter(pk=rule.pk).update(days=[(weekday_of_noon + 1) % 7])
    run(clock, 2, at)
    assert Alert.objects.get().ended_at is not None


def test_whoever_watches_is_told_that_something_changed(live: SetLive, plaza: Camera) -> None:
    told: list[int] = []
    clock = AlertClock(live, changed=lambda: told.append(1))
    rule_for(plaza.site, camera=plaza)
    live.tell(plaza.pk, 11)
    run(clock, 10)
    assert len(told) == 1
