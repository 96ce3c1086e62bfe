"""`passerby bench hub`: one site has nearly all there is, and each viewer signs in by a link of their own."""

from pathlib import Path

import pytest
from django.db.models import Count

from passerby.cli.bench_addresses import addresses
from passerby.cli.bench_filling import SMALL_SITES, make_sites
from passerby.cli.bench_hub import browser
from passerby.cli.bench_viewers import links_for_viewers
from passerby.hub.console.site_lines import counting
from passerby.hub.sites.models import Site
from tests.hub.crowd.figures import NOON_S


@pytest.mark.django_db
def test_one_site_has_all_cameras_but_a_few_and_its_pages_are_asked_for() -> None:
    assert len(make_sites(30)) == 30
    sizes = Site.objects.annotate(size=Count("cameras")).order_by("-size")
    assert [site.size for site in sizes] == [30 - SMALL_SITES, *[1] * SMALL_SITES]
    largest = sizes[0]
    assert len(counting(largest.cameras.all())) == 30 - SMALL_SITES
    asked = addresses(NOON_S)
    assert {each.split("/")[2] for each in asked if each.startswith("/sites/")} == {"", "new", largest.pk}
    assert any("/charts/week/?range=12m&format=parquet" in each for each in asked)


@pytest.mark.django_db
def test_every_address_that_is_measured_answers_whoever_measures() -> None:
    make_sites(2)
    ask, asked = browser(), addresses(NOON_S)
    elsewhere = {address: status for address in asked if (status := ask(address)) != 200}
    # Whoever has come in is past these two.
    assert elsewhere == {"/second-factor/": 302, "/welcome/": 302}


@pytest.mark.django_db
def test_a_bench_of_one_camera_has_one_site() -> None:
    make_sites(1)
    assert Site.objects.count() == 1


def test_every_viewer_gets_a_link_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PASSERBY_DATABASE_URL", raising=False)
    links = links_for_viewers(tmp_path, "http://127.0.0.1:8000", 3)
    assert len(set(links)) == 3
    assert all(link.startswith("http://127.0.0.1:8000/link/") for link in links)
