"""When the background is known, and when it begins anew."""

import numpy as np

from passerby.vision.motion_background import Background
from tests.vision.motion_scenes import frames

NOBODY = np.zeros((0, 4), np.float32)


def test_noise_all_over_does_not_make_it_begin_again_and_again() -> None:
    background = Background(absorb_s=10.0, learn_every_s=0.25)
    unknown = 0
    for frame in frames([], 6, noise=60.0):
        evened, mask = background.look(frame.image, frame.captured_at)
        unknown += mask is None
        background.learn(evened, frame.captured_at, NOBODY, NOBODY)
    assert unknown <= 2


def test_a_light_switched_makes_it_begin_anew_once() -> None:
    background = Background(absorb_s=10.0, learn_every_s=0.25)
    known = []
    for i, frame in enumerate(frames([], 6)):
        image = frame.image if i < 15 else frame.image // 3
        evened, mask = background.look(image, frame.captured_at)
        known.append(mask is not None)
        background.learn(evened, frame.captured_at, NOBODY, NOBODY)
    assert [i for i, is_known in enumerate(known) if not is_known] == [0, 15]


def test_an_exposure_that_wanders_changes_nothing() -> None:
    background = Background(absorb_s=10.0, learn_every_s=0.25)
    for i, frame in enumerate(frames([], 6)):
        image = np.clip(frame.image * (1 + 0.25 * np.sin(i / 5)), 0, 255).astype(np.uint8)
        evened, mask = background.look(image, frame.captured_at)
        assert i == 0 or (mask is not None and np.mean(mask > 0) < 0.01)
        background.learn(evened, frame.captured_at, NOBODY, NOBODY)
