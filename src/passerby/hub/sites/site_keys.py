"""Public keys of sites: whose private halves their agents hold, so that only those open what is sealed."""

import json

from django.db import transaction

from passerby.bus.bus import Bus
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.revisions import configuration_changed
from passerby.passes.keys import SitePublicKey
from passerby.shapes.errors import RecordError

ASK_S = 3.0
"""How long an agent may take to make a key pair."""


def public_key_of(site: Site, bus: Bus) -> SitePublicKey:
    """The site's public key; asked of its agent once, and stored.

    Raises NoAnswerError where the agent does not run, BusError where it refuses, RecordError and SealError
    for an answer that is no key.
    """
    if site.public_key is None:
        question = json.dumps({"site": site.id}).encode()
        key = _read(bus.request(f"site-keys/{site.agent_id}", question, ASK_S), site)
        store_public_key(site, key)
    return SitePublicKey.from_bytes(bytes(site.public_key or b""))


def store_public_key(site: Site, key: SitePublicKey) -> None:
    """Keep the key with the site. What was sealed to another one is forgotten, and sealed anew."""
    site.public_key = key.to_bytes()
    with transaction.atomic():
        Site.objects.filter(pk=site.pk).update(public_key=site.public_key)
        Camera.objects.filter(site=site).update(sealed_address=None)
        configuration_changed(site.agent_id)


def _read(answer: bytes, site: Site) -> SitePublicKey:
    wanted = f"the agent {site.agent_id} must answer with the public key of {site.id}"
    try:
        text = json.loads(answer)["public_key"]
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{wanted}; got something else: see that both are of one version") from error
    if not isinstance(text, str):
        raise RecordError(f"{wanted} as text; got {type(text).__name__}")
    return SitePublicKey.from_text(text)
