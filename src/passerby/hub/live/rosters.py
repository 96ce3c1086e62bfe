"""Which cameras a stream of live figures tells of."""

from collections.abc import Iterable

from passerby.hub.live.figures import Roster
from passerby.hub.sites.models import Camera, Site


def roster_of(sites: Iterable[Site], *, in_detail: bool, looked_after: Iterable[str] = ()) -> Roster:
    """Every enabled camera of the sites, in two queries at most. looked_after: as in Roster."""
    counted: dict[str, set[str]] = {site.id: set() for site in sites}
    cameras = set()
    rows = Camera.objects.filter(site__in=counted, enabled=True).order_by()
    for camera_id, site_id, counts in rows.values_list("pk", "site_id", "counts_for_site"):
        cameras.add(camera_id)
        if counts:
            counted[site_id].add(camera_id)
    return Roster(
        tuple((site, frozenset(ids)) for site, ids in sorted(counted.items())),
        frozenset(cameras),
        in_detail,
        tuple(sorted(looked_after)),
    )
