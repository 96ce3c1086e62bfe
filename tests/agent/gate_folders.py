"""A gate's folder with passes of nobody."""

from pathlib import Path

import numpy as np

from passerby.agent.gate_site import GateSite
from passerby.agent.pass_files import write_pass
from passerby.passes.gallery import Gallery
from passerby.passes.member_keys import MemberKey, card_tag
from passerby.passes.site_passes import Pass
from passerby.passes.templates import Template
from passerby.shapes.identity import new_id

MODEL, DIMENSION = "test-1", 8
NOW = 1_777_636_800.0
DAY_S = 86400.0


def gallery() -> Gallery:
    return Gallery(MODEL, DIMENSION)


def template(seed: int, model: str = MODEL) -> Template:
    return Template(model, np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32))


def new_pass(
    site: GateSite,
    seed: int = 1,
    *,
    valid_from: float = NOW - DAY_S,
    valid_until: float = NOW + DAY_S,
    model: str = MODEL,
    key: MemberKey | None = None,
) -> Pass:
    tag = card_tag(key or MemberKey.generate(), site.site)
    return Pass(new_id(), site.site, tag, (template(seed, model),), valid_from, valid_until)


def put_pass(site: GateSite, seed: int = 1, **how: float | str) -> Path:
    """A new sealed pass in the site's folder; its file."""
    return write_pass(site, new_pass(site, seed, **how))  # type: ignore[arg-type]
