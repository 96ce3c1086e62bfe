"""What is told before saving of the history of a zone or line that is renamed or taken away."""

import json
from typing import Any

import pytest
from django.urls import reverse

from passerby.hub.accounts.models import Staff
from passerby.hub.console.camera.history_notes import history_notes
from passerby.hub.crowd.models import Series
from passerby.hub.sites.models import Camera
from passerby.hub.sites.scenes import document_of
from passerby.hub.sites.services import replace_scene
from tests.hub.conftest import ClientOf

GONE = 'History of "square" stays under that name, and goes on should a zone be called so again.'
RENAMED = 'History stays under the old name "square"; "hall" begins a new one.'
ELSEWHERE = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4]]


@pytest.fixture
def counted(plaza: Camera) -> Camera:
    """A camera of whose zone and line there are figures."""
    Series.objects.create(camera=plaza, kind=Series.Kind.ZONE, name="square")
    Series.objects.create(camera=plaza, kind=Series.Kind.LINE, name="gate")
    return plaza


def drawn(camera: Camera, key: str, **change: Any) -> dict[str, Any]:
    """The stored scene with the first shape of a kind changed, or taken away where nothing is said."""
    document = document_of(camera)
    document[key] = [document[key][0] | change] if change else []
    return document


def test_a_scene_whose_names_stay_needs_no_word(counted: Camera) -> None:
    assert history_notes(counted, document_of(counted)) == []
    assert history_notes(counted, drawn(counted, "zones", points=ELSEWHERE, kind="queue")) == []


def test_a_zone_that_is_renamed_leaves_its_history_behind(counted: Camera) -> None:
    assert history_notes(counted, drawn(counted, "zones", name="hall")) == [RENAMED]


def test_a_line_that_is_renamed_leaves_its_history_behind(counted: Camera) -> None:
    assert history_notes(counted, drawn(counted, "lines", name="door")) == [
        'History stays under the old name "gate"; "door" begins a new one.'
    ]


def test_a_zone_that_takes_a_name_with_history_goes_on_with_that(counted: Camera) -> None:
    Series.objects.create(camera=counted, kind=Series.Kind.ZONE, name="hall")
    assert history_notes(counted, drawn(counted, "zones", name="hall")) == [
        'History stays under the old name "square"; counting goes on with the one of "hall".'
    ]


def test_a_zone_that_is_taken_away_keeps_its_history(counted: Camera) -> None:
    assert history_notes(counted, drawn(counted, "zones")) == [GONE]


def test_a_zone_that_is_drawn_anew_under_another_name_is_told_as_gone(counted: Camera) -> None:
    assert history_notes(counted, drawn(counted, "zones", name="hall", points=ELSEWHERE)) == [GONE]


def test_what_nothing_was_counted_of_has_no_history_to_lose(plaza: Camera) -> None:
    Series.objects.create(camera=plaza, kind=Series.Kind.LINE, name="square")
    Series.objects.create(camera=plaza.site.cameras.get(name="Quay"), kind=Series.Kind.ZONE, name="square")
    assert history_notes(plaza, drawn(plaza, "zones", name="hall")) == []
    assert history_notes(plaza, drawn(plaza, "zones")) == []


@pytest.mark.parametrize("zones", [None, "all", [None], [{"name": 7}], [{}], {"square": 1}])
def test_a_scene_that_is_none_stops_nothing(zones: object, counted: Camera) -> None:
    assert history_notes(counted, document_of(counted) | {"zones": zones}) == [GONE]


def test_the_editor_is_told_with_what_it_asks_and_no_more_once_it_is_saved(
    bob: Staff, counted: Camera, client_of: ClientOf
) -> None:
    document = drawn(counted, "zones", name="hall")

    def told() -> list[str]:
        url = reverse("camera_scene_check", args=[counted.pk])
        answer = client_of(bob).post(url, json.dumps({"scene": document}), content_type="application/json")
        found: list[str] = answer.json()["history"]
        return found

    assert told() == [RENAMED]
    replace_scene(counted, document, counted.scene_revision)
    assert told() == []
