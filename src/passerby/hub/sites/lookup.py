"""Finding sites and cameras by what a person types: an id, or a name."""

from passerby.hub.sites.models import Camera, Site
from passerby.shapes.errors import SiteError


def find_site(text: str) -> Site:
    """The site of this id or name. Raises SiteError naming those that there are."""
    site = Site.objects.filter(pk=text).first() or Site.objects.filter(name=text).first()
    if site is None:
        there = ", ".join(Site.objects.values_list("name", flat=True)[:20]) or "none yet"
        raise SiteError(f"there is no site called {text[:80]!r}; the sites are: {there}")
    return site


def find_camera(text: str) -> Camera:
    """The camera of this id, of this SITE/NAME, or of this name where only one has it. Raises SiteError."""
    cameras = Camera.objects.select_related("site")
    by_id = cameras.filter(pk=text).first()
    if by_id is not None:
        return by_id
    found = [camera for camera in cameras if text in (camera.name, full_name(camera))]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(repr(full_name(camera)) for camera in found[:20])
        raise SiteError(f"{len(found)} cameras are called {text[:80]!r}; name one of {names}")
    raise SiteError(
        f"there is no camera called {text[:80]!r}; `passerby camera list` shows those that there are"
    )


def full_name(camera: Camera) -> str:
    """A camera's name with its site's, which no other has."""
    return f"{camera.site.name}/{camera.name}"
