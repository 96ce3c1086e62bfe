"""A short look at a camera from where it will be counted: by the agent of its site."""

import base64
import json
from dataclasses import dataclass

from passerby.hub.bus_link import bus
from passerby.hub.sites.addresses import checked_address, reveal_address
from passerby.hub.sites.models import Camera, Site
from passerby.hub.sites.site_keys import public_key_of
from passerby.passes.sealing import seal_to
from passerby.shapes.errors import NoAnswerError

PROBE_S = 25.0
"""Longer than connecting to a camera and recognising its stream may take."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found: size in pixels, declared frames a second and codec where `ok`, else the reason."""

    ok: bool
    reason: str = ""
    width: int = 0
    height: int = 0
    fps: float | None = None
    codec: str = ""


def probe(site: Site, address: str, *, may_read_files: bool = False) -> Probe:
    """Let the site's agent open an address once. Raises SiteError for one that cannot be an address."""
    checked = checked_address(address, may_read_files=may_read_files)
    return _ask(site, checked.masked if checked.clip is not None else checked.reveal())


def probe_camera(camera: Camera) -> Probe:
    """Let the camera's agent open its stored address once."""
    return _ask(camera.site, reveal_address(camera))


def _ask(site: Site, address: str) -> Probe:
    link = bus()
    try:
        sealed = seal_to(public_key_of(site, link), address.encode())
        question = {"site": site.id, "sealed_address": base64.b64encode(sealed).decode()}
        answer = link.request(f"probe/{site.agent_id}", json.dumps(question).encode(), PROBE_S)
    except NoAnswerError:
        return Probe(False, f"the agent {site.agent_id} does not answer; see that it runs, and try again")
    return _read(answer)


def _read(answer: bytes) -> Probe:
    try:
        told = json.loads(answer)
        if not told["ok"]:
            return Probe(False, str(told["reason"])[:500])
        fps = None if told["fps"] is None else float(told["fps"])
        return Probe(True, "", int(told["width"]), int(told["height"]), fps, str(told["codec"])[:40])
    except (ValueError, KeyError, TypeError):
        return Probe(
            False, "the agent answered in a way this hub does not know; see that both are of one version"
        )
