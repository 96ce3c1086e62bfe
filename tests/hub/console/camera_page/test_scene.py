"""What the editor asks and stores."""

import json
from typing import Any

import pytest
from django.urls import reverse

from passerby.hub.accounts.models import Staff
from passerby.hub.console.camera.scene_problems import Problem, problems_of
from passerby.hub.sites.models import Camera
from tests.hub.conftest import ClientOf
from tests.hub.console.camera_page.answers import Answer

SQUARE = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5], [0.1, 0.5]]
BOW_TIE = [[0.1, 0.1], [0.5, 0.5], [0.5, 0.1], [0.1, 0.5]]
ON_ONE_LINE = {
    "picture": [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [0.9, 0.1]],
    "ground_m": [[0, 0], [1, 0], [1, 1], [0, 1]],
}
TWISTED = {
    "picture": [[0.1, 0.9], [0.9, 0.9], [0.7, 0.4], [0.3, 0.4]],
    "ground_m": [[0, 0], [4, 4], [4, 0], [0, 4]],
}
SCENE: dict[str, Any] = {
    "zones": [{"name": "hall", "kind": "queue", "points": SQUARE, "capacity": 8}],
    "lines": [{"name": "door", "points": [[0.2, 0.8], [0.8, 0.8]], "is_entrance": False}],
    "calibration": None,
    "presence_zone": "hall",
    "reset_hour": 5,
}


def post(
    client_of: ClientOf, staff: Staff, camera: Camera, body: object, name: str = "camera_scene"
) -> Answer:
    url = reverse(name, args=[camera.pk])
    return client_of(staff).post(url, json.dumps(body), content_type="application/json")


def test_a_scene_is_stored_whole_and_told_back(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    answer = post(client_of, bob, plaza, {"scene": SCENE, "revision": plaza.scene_revision})
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"scene": SCENE, "revision": plaza.scene_revision + 1}
    assert client_of(bob).get(reverse("camera_scene", args=[plaza.pk])).json()["scene"] == SCENE


def test_of_two_who_edit_at_once_the_second_is_told_and_shown_the_first(
    client_of: ClientOf, alice: Staff, bob: Staff, plaza: Camera
) -> None:
    revision = plaza.scene_revision
    assert post(client_of, alice, plaza, {"scene": SCENE, "revision": revision}).status_code == 200
    mine = SCENE | {"reset_hour": 9}
    answer = post(client_of, bob, plaza, {"scene": mine, "revision": revision})
    told = json.loads(answer.content)
    assert answer.status_code == 409
    assert told["scene"] == SCENE
    assert told["revision"] == revision + 1
    assert "alice saved this scene meanwhile" in told["detail"]
    assert post(client_of, bob, plaza, {"scene": mine, "revision": told["revision"]}).status_code == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"scene": SCENE}, "revision must be the whole number"),
        ({"scene": SCENE, "revision": True}, "revision must be the whole number"),
        ({"scene": [], "revision": 0}, "a JSON object was wanted"),
        ([], "a JSON object was wanted"),
        ({"scene": SCENE | {"zones": "all"}, "revision": 0}, "zones must be a list"),
        ({"scene": SCENE | {"presence_zone": "nowhere"}, "revision": 0}, "presence zone 'nowhere'"),
    ],
)
def test_what_is_no_scene_is_refused_in_words(
    body: object, words: str, client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    answer = post(client_of, bob, plaza, body)
    assert answer.status_code == 422
    assert words in json.loads(answer.content)["detail"]
    assert [zone.name for zone in plaza.zones.all()] == ["square"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(raw: bytes, client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    for name in ("camera_scene", "camera_scene_check"):
        url = reverse(name, args=[plaza.pk])
        answer = client_of(bob).post(url, raw, content_type="application/json")
        assert answer.status_code == 422
        assert answer.json() == {"detail": "what was sent is not JSON; load the page again"}


def test_only_who_may_edit_here_stores_or_checks(
    client_of: ClientOf, charlie: Staff, olga: Staff, plaza: Camera
) -> None:
    for name in ("camera_scene", "camera_scene_check"):
        body = {"scene": SCENE, "revision": plaza.scene_revision}
        assert post(client_of, charlie, plaza, body, name).status_code == 404
        assert post(client_of, olga, plaza, body, name).status_code == 403
    assert [zone.name for zone in plaza.zones.all()] == ["square"]


def test_checking_stores_nothing(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    answer = post(client_of, bob, plaza, {"scene": SCENE}, "camera_scene_check")
    assert json.loads(answer.content) == {"problems": [], "history": []}
    assert [zone.name for zone in plaza.zones.all()] == ["square"]


def test_each_shape_that_cannot_be_is_named_in_the_hubs_words() -> None:
    tiny = [[0.1, 0.1], [0.1001, 0.1], [0.1001, 0.1001]]
    found = problems_of(
        {
            "zones": [
                {"name": "fine", "points": SQUARE},
                {"name": "bow", "points": BOW_TIE},
                {"name": "speck", "points": tiny},
            ],
            "lines": [{"name": "dot", "points": [[0.5, 0.5], [0.5, 0.5]]}],
            "calibration": ON_ONE_LINE,
        }
    )
    assert [(problem.kind, problem.index) for problem in found] == [
        ("zones", 1), ("zones", 2), ("lines", 0), ("calibration", 0),
    ]  # fmt: skip
    for problem, words in zip(
        found,
        ("crosses, touches or folds back", "too small to stand in", "no length", "on one line"),
        strict=True,
    ):
        assert words in problem.text


def test_a_twisted_calibration_is_told() -> None:
    [problem] = problems_of({"calibration": TWISTED})
    assert problem.kind == "calibration"
    assert "different order on the picture and in metres" in problem.text


def test_what_is_wrong_between_shapes_is_told_of_the_whole() -> None:
    twice = {"zones": [{"name": "hall", "points": SQUARE}, {"name": "hall", "points": SQUARE}]}
    assert problems_of(twice) == [Problem("", 0, "two zones are called 'hall'; each needs its own name")]
    assert [problem.kind for problem in problems_of({"zones": [{"name": "a", "points": SQUARE}] * 65})] == [
        ""
    ]
