"""Made-up people: ids, passes and templates that look like those of a network."""

import numpy as np
import numpy.typing as npt

from passerby.passes.pass_columns import pass_id_of
from passerby.passes.site_passes import Pass
from passerby.passes.templates import Numbers, Template

MODEL = "test-1"
SITE = "site00000001"
FOREVER = 1e10
NOW = 1000.0


def made_pass(
    number: int,
    numbers: npt.ArrayLike,
    person: int | None = None,
    valid_from: float = 0.0,
    valid_until: float = FOREVER,
) -> Pass:
    """A pass by its number. numbers: (T, D). person: whose card it belongs to; its own number if not said."""
    templates = tuple(Template(MODEL, row) for row in np.array(numbers, np.float32))
    tag = (number if person is None else person).to_bytes(16, "big")
    return Pass(pass_id_of(number), SITE, tag, templates, valid_from, valid_until)


def template(numbers: npt.ArrayLike) -> Template:
    """A template of the same model."""
    return Template(MODEL, np.array(numbers, np.float32))


def realistic(people: int, dimension: int = 128, seed: int = 0) -> Numbers:
    """Templates (N, D) as far from each other as those of dlib's network: .84, give or take .08."""
    generator = np.random.default_rng(seed)
    spread = np.exp(-np.arange(dimension) / 27)
    spread *= 0.84**2 / 2 / spread.sum()
    turned, _ = np.linalg.qr(generator.standard_normal((dimension, dimension)))
    numbers = (generator.standard_normal((people, dimension)) * np.sqrt(spread)) @ turned
    return np.asarray(numbers, np.float32)
