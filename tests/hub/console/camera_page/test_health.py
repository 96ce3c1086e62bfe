"""Whether a camera works, and since when."""

import time
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from passerby.cameras.health import CameraState
from passerby.events.camera_health import CameraHealthRecord, to_record
from passerby.hub.accounts.models import Staff
from passerby.hub.console.camera.health import SILENT_AFTER_S, UNKNOWN, Spell, latest_health, merged
from passerby.hub.sites.models import Camera, CameraStatus
from tests.hub.conftest import ClientOf

STATES = st.sampled_from(["live", "failed", "stalled"])
WORDS = st.lists(st.tuples(st.floats(0, 10_000), STATES, st.sampled_from(["", "refused"])), max_size=30).map(
    sorted
)


def told(camera: Camera, at: float, state: CameraState = CameraState.LIVE, reason: str = "") -> None:
    record = CameraHealthRecord(
        camera=camera.pk, at=at, state=state, reason=reason, since=at - 60,
        next_try_at=at + 8 if reason else None, received=1000, dropped=12, damaged=3, reconnects=4,
        fps=9.9, codec="h264", width=1280, height=720, analysed=988, skipped=7, lag_p50_s=0.2,
        lag_p95_s=0.4, note="",
    )  # fmt: skip
    CameraStatus.objects.create(
        camera=camera, at=int(at * 1000), state=state.value, reason=reason, figures=to_record(record)
    )


def test_a_state_holds_until_the_next_word_and_not_for_long() -> None:
    words = [(0.0, "live", ""), (60.0, "live", ""), (120.0, "failed", "refused"), (180.0, "live", "")]
    assert merged(words, 0, 1000) == [
        Spell(0, 120, "live"),
        Spell(120, 180, "failed", "refused"),
        Spell(180, 180 + SILENT_AFTER_S, "live"),
        Spell(180 + SILENT_AFTER_S, 1000, UNKNOWN),
    ]


def test_a_word_from_before_the_span_tells_its_beginning() -> None:
    assert merged([(-100.0, "live", "")], 0, 40) == [Spell(0, 40, "live")]


def test_a_camera_of_which_nothing_was_heard_is_unknown() -> None:
    assert merged([], 0, 40) == [Spell(0, 40, UNKNOWN)]


@given(WORDS)
def test_spells_cover_the_span_without_gap_or_overlap_and_each_differs_from_the_next(
    words: list[tuple[float, str, str]],
) -> None:
    found = merged(words, 500, 9000)
    assert (found[0].started_at, found[-1].ended_at) == (500, 9000)
    for spell, after in pairwise(found):
        assert spell.ended_at == after.started_at
        assert (spell.state, spell.reason) != (after.state, after.reason)
    assert all(spell.length_s > 0 for spell in found)


def test_the_page_tells_what_is_wrong_and_when_it_is_tried_again(
    client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    told(plaza, time.time() - 120)
    told(plaza, time.time() - 5, CameraState.FAILED, "the camera refused the password")
    page = client_of(bob).get(reverse("camera_health", args=[plaza.pk])).content.decode()
    assert "The camera refused the password. Next try at" in page
    assert "1280 × 720, h264" in page
    assert "200 ms, 95 of 100 within 400 ms" in page
    assert "nothing heard lately" not in page
    now = client_of(bob).get(reverse("camera_now", args=[plaza.pk])).json()
    assert now["next_try_at"] == pytest.approx(time.time() + 3, abs=60)


def test_htmx_gets_the_figures_alone(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    url = reverse("camera_health", args=[plaza.pk])
    part = client_of(bob).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Nothing is known yet" in part


def test_an_agent_that_went_silent_is_told(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    told(plaza, time.time() - 3600)
    page = client_of(bob).get(reverse("camera_health", args=[plaza.pk])).content.decode()
    assert "nothing heard lately" in page
    assert "The agent last told of this camera" in page


def test_a_status_of_another_version_is_passed_over(plaza: Camera) -> None:
    CameraStatus.objects.create(camera=plaza, at=1000, state="live", figures={"version": 99})
    assert latest_health(plaza) is None
