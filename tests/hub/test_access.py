"""The one door: who comes to which site."""

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from passerby.hub.access import camera_or_404, site_or_404, sites_of
from passerby.hub.accounts.models import Staff
from passerby.hub.sites.models import Camera, Site


def _from(staff: object) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = staff  # type: ignore[assignment] # also what is no user at all
    return request


def test_an_admin_sees_every_site_and_one_added_later(alice: Staff, harbour: Site, library: Site) -> None:
    assert list(sites_of(alice)) == [harbour, library]


def test_an_operator_sees_their_own_sites_only(bob: Staff, harbour: Site, library: Site) -> None:
    assert list(sites_of(bob)) == [harbour]
    assert site_or_404(_from(bob), harbour.pk) == harbour
    with pytest.raises(Http404):
        site_or_404(_from(bob), library.pk)


def test_an_outsider_does_not_find_a_camera(bob: Staff, charlie: Staff, plaza: Camera) -> None:
    assert camera_or_404(_from(bob), plaza.pk) == plaza
    with pytest.raises(Http404):
        camera_or_404(_from(charlie), plaza.pk)


def test_whoever_is_not_known_or_was_deactivated_finds_nothing(alice: Staff, plaza: Camera) -> None:
    alice.is_active = False
    for stranger in (alice, object()):
        with pytest.raises(Http404):
            camera_or_404(_from(stranger), plaza.pk)
        with pytest.raises(Http404):
            site_or_404(_from(stranger), plaza.site_id)
