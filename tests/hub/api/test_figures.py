"""Windows and their sums through the API."""

from typing import Any

import pytest

from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.crowd.ingest import store
from passerby.hub.sites.models import Camera, Site
from tests.hub.api.callers import ROOT, program, told
from tests.hub.crowd.figures import NOON_S, arrivals, windows

HOUR = {"start_s": NOON_S, "end_s": NOON_S + 3600}


@pytest.fixture
def counted(plaza: Camera) -> Camera:
    """The plaza after five minutes of counting: two people, three in and one out every ten seconds."""
    store("local", arrivals(windows(plaza.pk, 30)), NOON_S + 300)
    return plaza


def _known(points: list[dict[str, Any]], key: str) -> list[Any]:
    return [point[key] for point in points if point[key] is not None]


def test_windows_are_told_in_pages_without_a_gap_or_a_double(alice: Staff, counted: Camera) -> None:
    asking, seen, after = program(alice), [], -1
    while True:
        page = told(asking, f"/cameras/{counted.pk}/windows", limit=7, after=after, **HOUR)
        seen += [window["started_ms"] for window in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == [(NOON_S + 10 * index) * 1000 for index in range(30)]


def test_a_window_tells_its_zones_and_lines(alice: Staff, counted: Camera) -> None:
    [window] = told(program(alice), f"/cameras/{counted.pk}/windows", limit=1, **HOUR)["items"]
    assert (window["people_mean"], window["people_peak"], window["dropped"]) == (2.0, 3, 1)
    assert window["lines"] == [{"name": "gate", "entered": 3, "left": 1}]
    assert (window["zones"][0]["name"], window["zones"][0]["dwell_ended_max_s"]) == ("square", 8.0)


def test_sums_over_time_are_those_of_the_windows(alice: Staff, counted: Camera) -> None:
    asking = program(alice)
    camera, site = f"/cameras/{counted.pk}", f"/sites/{counted.site_id}"
    minutes = {**HOUR, "resolution": "minute"}
    assert _known(told(asking, f"{camera}/people", **minutes)["points"], "mean") == [2.0] * 5
    assert _known(told(asking, f"{camera}/people", zone="square", **minutes)["points"], "mean") == [1.0] * 5
    assert sum(_known(told(asking, f"{camera}/crossings", **minutes)["points"], "entered")) == 90
    assert sum(_known(told(asking, f"{camera}/dwell", zone="square", **minutes)["points"], "count")) == 30
    hour = {**HOUR, "resolution": "hour"}
    assert told(asking, f"{site}/crossings", **hour)["points"] == [
        {"at_s": NOON_S, "entered": 90, "left": 30}
    ]
    # The quay saw nothing, and is not taken for empty.
    assert [point["partial"] for point in told(asking, f"{site}/people", **hour)["points"]] == [True]


def test_a_camera_that_does_not_count_for_its_site_is_left_out(alice: Staff, counted: Camera) -> None:
    Camera.objects.filter(pk=counted.pk).update(counts_for_site=False)
    points = told(program(alice), f"/sites/{counted.site_id}/people", resolution="hour", **HOUR)["points"]
    assert _known(points, "mean") == []


def test_what_nobody_watched_is_null_and_not_zero(alice: Staff, plaza: Camera) -> None:
    points = told(program(alice), f"/cameras/{plaza.pk}/people", resolution="hour", **HOUR)["points"]
    assert points == [{"at_s": NOON_S, "mean": None, "peak": None, "partial": False}]


@pytest.mark.parametrize(
    ("path", "parameters", "where"),
    [
        ("people", {"start_s": 60, "end_s": 60}, "begins before it ends"),
        ("people", {"start_s": 60}, "end_s"),
        ("people", {"start_s": 1_780_315_200_000, "end_s": 1_780_315_260_000}, "start_s"),
        ("people", {"start_s": 0, "end_s": 2**33 - 1}, "days"),
        ("people", {"start_s": 0, "end_s": 10**8, "resolution": "minute"}, "coarser"),
        ("people", {**HOUR, "resolution": "second"}, "resolution"),
        ("people", {**HOUR, "zone": "x" * 81}, "zone"),
        ("people", {**HOUR, "zone": "\x00"}, "zone"),
        ("dwell", HOUR, "zone"),
        ("windows", {**HOUR, "limit": 201}, "limit"),
        ("windows", {**HOUR, "limit": 0}, "limit"),
        ("windows", {**HOUR, "after": 2**70}, "after"),
    ],
)
def test_a_span_or_a_limit_that_cannot_be_is_refused_by_name(
    path: str, parameters: dict[str, Any], where: str, alice: Staff, plaza: Camera
) -> None:
    answer = program(alice, [Scope.READ_FIGURES]).get(f"{ROOT}/cameras/{plaza.pk}/{path}", parameters)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert where in answer.json()["detail"]


def test_figures_of_a_site_that_is_not_the_tokens_are_not_told(
    alice: Staff, counted: Camera, library: Site
) -> None:
    asking = program(alice, sites=[library])
    for path in (f"/cameras/{counted.pk}/people", f"/sites/{counted.site_id}/crossings"):
        assert asking.get(ROOT + path, HOUR).status_code == 404
