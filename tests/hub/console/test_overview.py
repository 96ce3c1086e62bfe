"""The overview: what it says of all sites, of one, and of none."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from passerby.cameras.health import CameraState
from passerby.hub.accounts.models import Staff
from passerby.hub.alerts.models import Alert
from passerby.hub.console.overview.page import OverviewPage, greeting, overview_page
from passerby.hub.console.site_lines import fullness, with_cameras
from passerby.hub.sites.models import Site
from tests.hub.conftest import ClientOf, camera_at
from tests.hub.console.live_board import tell, telling
from tests.hub.seed import people_at, seed_history

NOON = datetime(2026, 10, 27, 12, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def board() -> Iterator[None]:
    with telling():
        yield


def page_of(*sites: Site, now: datetime = NOON) -> OverviewPage:
    found = with_cameras(Site.objects.filter(pk__in=[site.pk for site in sites]))
    return overview_page(found, now.timestamp())


def places_in(text: str) -> list[dict[str, Any]]:
    found = re.search(r'<script id="places" type="application/json">(.*?)</script>', text)
    assert found is not None
    places: list[dict[str, Any]] = json.loads(found[1])
    return places


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good evening"), (4, "Good evening"), (5, "Good morning"), (11, "Good morning"),
        (12, "Good afternoon"), (17, "Good afternoon"), (18, "Good evening"), (23, "Good evening"),
    ],
)  # fmt: skip
def test_the_greeting_follows_the_hour(hour: int, words: str) -> None:
    assert greeting(hour) == words


def test_the_hour_is_that_of_the_first_site(harbour: Site, library: Site) -> None:
    dawn = datetime(2026, 10, 27, 4, 30, tzinfo=UTC)
    assert page_of(library, now=dawn).greeting == "Good morning"
    assert page_of(harbour, library, now=dawn).greeting == "Good evening"


def test_people_of_all_sites_are_summed_and_cameras_counted(harbour: Site, library: Site) -> None:
    plaza, quay = harbour.cameras.order_by("name")
    tell(plaza, 40)
    tell(quay, 7)
    page = page_of(harbour, library)
    assert (page.people, page.live, page.cameras) == (47, 2, 3)
    assert page.where == "2 sites in 2 cities"
    assert [(line.site.name, line.people, line.words, line.tone) for line in page.lines] == [
        ("Harbour", 47, "2 live", ""),
        ("Library", None, "no camera answers", "bad"),
    ]


def test_nobody_telling_is_not_nobody_there(harbour: Site) -> None:
    tell(harbour.cameras.get(name="Plaza"), 0, CameraState.FAILED)
    assert page_of(harbour).people is None
    tell(harbour.cameras.get(name="Plaza"), 0)
    assert page_of(harbour).people == 0


def test_a_camera_that_does_not_count_for_its_site_is_left_out_of_the_number(harbour: Site) -> None:
    plaza, quay = harbour.cameras.order_by("name")
    harbour.cameras.filter(pk=quay.pk).update(counts_for_site=False)
    tell(plaza, 40)
    tell(quay, 7)
    page = page_of(harbour)
    assert (page.people, page.live) == (40, 2)


@pytest.mark.parametrize(
    ("people", "capacity", "expected"),
    [
        (339, 400, ("", "")), (340, 400, ("crowded", "warn")), (400, 400, ("crowded", "warn")),
        (401, 400, ("over capacity", "bad")), (9999, None, ("", "")), (None, 400, ("", "")),
    ],
)  # fmt: skip
def test_a_site_is_crowded_from_85_percent_of_its_capacity(
    people: int | None, capacity: int | None, expected: tuple[str, str]
) -> None:
    assert fullness(people, capacity) == expected


def test_what_is_usual_and_who_entered_come_from_history(harbour: Site) -> None:
    plaza = harbour.cameras.get(name="Plaza")
    plaza.lines.update(name="door")
    seed_history(plaza, 1.0, NOON.timestamp(), days=24, minute_days=0)
    page = page_of(harbour)
    low, high = (int(text) for text in re.findall(r"(\d+)", page.usual.partition(": ")[2]))
    assert page.usual.startswith("usual for Tuesday 12:00: ")
    assert low <= high
    assert low == pytest.approx(people_at(datetime(2026, 10, 20, 12)), rel=0.3)
    assert page.entered
    assert "<path" in page.spark


def test_too_few_weeks_are_no_habit(harbour: Site) -> None:
    assert page_of(harbour).usual == "what is usual for Tuesday 12:00 is known after a few weeks"


def test_alerts_that_nobody_looks_after_are_counted_and_the_newest_told(harbour: Site, library: Site) -> None:
    facts = {"began_at": NOON, "worst": 1.0}
    Alert.objects.create(site=harbour, text="Stairs: over", ended_at=timezone.now(), **facts)
    Alert.objects.create(site=harbour, text="Quay: more than 80 people", **facts)
    Alert.objects.create(site=library, text="Foyer: no picture", **facts)
    page = page_of(harbour)
    assert (page.alerts_waiting, page.alert) == (1, "Quay: more than 80 people")
    Alert.objects.update(acknowledged_at=timezone.now())
    page = page_of(harbour)
    assert (page.alerts_waiting, page.alert) == (0, "nothing just now")


def test_the_page_takes_as_many_queries_for_many_sites_as_for_few(
    harbour: Site, library: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sites = [
        Site(name=f"Square {number}", agent=harbour.agent, time_zone="Europe/Lisbon") for number in range(30)
    ]
    Site.objects.bulk_create(sites)
    for site in sites:
        camera_at(site, "West")
    with django_assert_max_num_queries(10):
        page_of(harbour, library, *sites)


def test_the_page_shows_only_the_viewers_sites(
    bob: Staff, client_of: ClientOf, harbour: Site, library: Site
) -> None:
    tell(library.cameras.get(), 12)
    text = client_of(bob).get("/").content.decode()
    assert "Harbour" in text
    assert "Library" not in text
    assert [place["name"] for place in places_in(text)] == ["Harbour"]


def test_a_name_cannot_end_the_map_data(bob: Staff, client_of: ClientOf, harbour: Site) -> None:
    Site.objects.update(name="</script><b>x")
    text = client_of(bob).get("/").content.decode()
    assert "</script><b>" not in text
    assert places_in(text)[0]["name"] == "</script><b>x"


def test_a_synthetic_site_says_so_in_the_list_and_on_the_map(
    bob: Staff, client_of: ClientOf, harbour: Site
) -> None:
    Site.objects.update(is_synthetic=True)
    text = client_of(bob).get("/").content.decode()
    assert "synthetic</span>" in text
    assert places_in(text)[0]["synthetic"] is True


def test_sites_without_a_place_are_told_and_not_drawn(
    alice: Staff, client_of: ClientOf, harbour: Site, library: Site
) -> None:
    client = client_of(alice)
    Site.objects.filter(pk=library.pk).update(latitude=None, longitude=None)
    assert "1 site without a place on the map" in client.get("/").content.decode()
    Site.objects.update(latitude=None, longitude=None)
    text = client.get("/").content.decode()
    assert "No site has a place yet" in text
    assert "leaflet.js" not in text


def test_what_changes_in_the_first_sentence_is_live(
    alice: Staff, client_of: ClientOf, harbour: Site, library: Site
) -> None:
    tell(harbour.cameras.get(name="Plaza"), 40)
    text = client_of(alice).get("/").content.decode()
    sentence = re.search(r'<p class="page-subtitle">(.*?)</p>', text)
    assert sentence is not None
    assert strip_tags(sentence[1]) == "2 sites in 2 cities, 1 of 3 cameras live"
    assert '<span data-live="overview.live">1</span>' in sentence[1]


def test_an_installation_without_sites_says_what_to_do(alice: Staff, client_of: ClientOf) -> None:
    text = client_of(alice).get("/").content.decode()
    assert "No site yet" in text
    assert 'href="/sites/new/"' in text


def test_somebody_without_a_site_is_told_whom_to_ask(bob: Staff, client_of: ClientOf, harbour: Site) -> None:
    bob.sites.clear()
    text = client_of(bob).get("/").content.decode()
    assert "Ask an admin" in text
    assert "/sites/new/" not in text


def test_land_outlines_are_small_and_do_not_run_around_the_world() -> None:
    found = finders.find("passerby/land.json")
    assert isinstance(found, str)
    text = Path(found).read_text(encoding="utf-8")
    land = json.loads(text)
    assert len(text) <= 60_000
    assert "public domain" in land["properties"]["attribution"]
    rings = [ring for polygon in land["geometry"]["coordinates"] for ring in polygon]
    assert max(abs(x - before) for ring in rings for (before, _), (x, _) in pairwise(ring)) < 90
    assert all(-200 <= x <= 200 and -90 <= y <= 90 for ring in rings for x, y in ring)


def test_nothing_on_the_page_breaks_the_content_security_policy(
    bob: Staff, client_of: ClientOf, harbour: Site
) -> None:
    for page in ("/", "/sites/", f"/sites/{harbour.pk}/"):
        text = client_of(bob).get(page).content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert not re.search(r"\son[a-z]+=", text)
        assert all("src=" in tag or "json" in tag for tag in re.findall(r"<script[^>]*>", text))
