"""The camera's page and the figures that its scripts ask for."""

import json
import time
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.urls import reverse

from passerby.hub.accounts.models import Staff
from passerby.hub.crowd.buckets import day_start, hour_start
from passerby.hub.crowd.models import DayRollUp, HourGrid, Series
from passerby.hub.crowd.row_keys import roll_up_key
from passerby.hub.sites.models import Camera, Site
from passerby.shapes.window import GRID_COLS, GRID_ROWS
from tests.hub.conftest import ClientOf
from tests.hub.console.camera_page.answers import text_of

LISBON = ZoneInfo("Europe/Lisbon")
PAGES = ("camera", "camera_glance", "camera_now", "camera_grids", "camera_history", "camera_health")


@pytest.mark.parametrize("name", PAGES)
def test_operators_of_the_site_see_each_page_and_outsiders_none(
    name: str, client_of: ClientOf, bob: Staff, charlie: Staff, plaza: Camera
) -> None:
    url = reverse(name, args=[plaza.pk])
    assert client_of(bob).get(url).status_code == 200
    assert client_of(charlie).get(url).status_code == 404


def test_the_page_tells_its_scripts_the_scene_and_no_address(
    client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    page = text_of(client_of(bob).get(reverse("camera", args=[plaza.pk])))
    config = json.loads(
        page.split('<script id="camera-config" type="application/json">')[1].split("</script>")[0]
    )
    assert [zone["name"] for zone in config["scene"]["zones"]] == ["square"]
    assert config["revision"] == plaza.scene_revision
    assert config["time_zone"] == "Europe/Lisbon"
    assert "address" not in json.dumps(config)


def test_who_may_only_look_gets_no_editor(client_of: ClientOf, olga: Staff, plaza: Camera) -> None:
    page = text_of(client_of(olga).get(reverse("camera", args=[plaza.pk])))
    assert "workbench" not in page
    assert reverse("camera_edit", args=[plaza.pk]) not in page


def test_a_synthetic_site_is_called_so(client_of: ClientOf, bob: Staff, harbour: Site, plaza: Camera) -> None:
    url = reverse("camera", args=[plaza.pk])
    assert "Synthetic: nobody in it exists." not in text_of(client_of(bob).get(url))
    harbour.is_synthetic = True
    harbour.save(update_fields=["is_synthetic"])
    assert "Synthetic: nobody in it exists." in text_of(client_of(bob).get(url))


def test_a_name_that_looks_like_markup_is_only_a_name(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    plaza.name = "</script><b>x"
    plaza.save(update_fields=["name"])
    plaza.zones.update(name="</script><b>y")
    page = text_of(client_of(bob).get(reverse("camera", args=[plaza.pk])))
    assert "<b>" not in page


def test_in_and_out_are_those_since_midnight_at_the_site(
    client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    series = Series.objects.create(camera=plaza, kind=Series.Kind.LINE, name="gate")
    today = day_start(int(time.time()), LISBON)
    yesterday = day_start(today - 3600, LISBON)
    for day, entered in ((yesterday, 500), (today, 12)):
        DayRollUp.objects.create(key=roll_up_key(series.pk, day), observed_s=60, entered=entered, left=3)
    answer = client_of(bob).get(reverse("camera_now", args=[plaza.pk])).json()
    assert answer == {"lines": {"gate": {"entered": 12, "left": 3}}, "next_try_at": None}
    assert "in 12, out 3" in text_of(client_of(bob).get(reverse("camera_glance", args=[plaza.pk])))


def test_layers_tell_where_people_were(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    density = np.zeros((GRID_ROWS, GRID_COLS), np.float32)
    flow = np.zeros((GRID_ROWS, GRID_COLS, 2), np.float32)
    density[2, 5], flow[2, 5] = 1800, (180, -90)
    series = Series.objects.create(camera=plaza, kind=Series.Kind.VIEW)
    HourGrid.objects.create(
        key=roll_up_key(series.pk, hour_start(int(time.time()), LISBON)), observed_s=3600,
        density_s=density.tobytes(), flow_s=flow.tobytes(),
    )  # fmt: skip
    answer = client_of(bob).get(reverse("camera_grids", args=[plaza.pk]), {"span": "today"}).json()
    assert answer["density"][2][5] == 0.5
    assert answer["flow"][2][5] == [0.1, -0.05]
    assert answer["note"] == "Today: 0.5 people on average where it is strongest."


@pytest.mark.parametrize("span", ["hour", "today", "week", "month", "a lie", ""])
def test_layers_of_a_camera_that_saw_nobody_say_so(
    span: str, client_of: ClientOf, bob: Staff, plaza: Camera
) -> None:
    answer = client_of(bob).get(reverse("camera_grids", args=[plaza.pk]), {"span": span}).json()
    assert answer["density"] is None
    assert answer["note"].startswith("Nobody was counted here")


def test_figures_are_kept_by_no_cache(client_of: ClientOf, bob: Staff, plaza: Camera) -> None:
    for name in ("camera_now", "camera_grids"):
        answer = client_of(bob).get(reverse(name, args=[plaza.pk]))
        assert "no-store" in answer["Cache-Control"]
