from pathlib import Path
from typing import Any

import pytest

from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import SettingError


@pytest.mark.parametrize(
    "wrong",
    [
        {"transport": "carrier pigeon"},
        {"open_timeout_s": 0.0},
        {"stall_timeout_s": -1.0},
        {"stall_timeout_s": float("nan")},
        {"max_lag_s": float("inf")},
        {"queue_frames": 0},
        {"queue_mb": 100_000},
        {"fps": 0.0},
        {"fps": float("nan")},
        {"fps": 5000.0},
        {"backoff_first_s": 10.0, "backoff_limit_s": 5.0},
        {"ca_file": Path("/no/such/file.pem")},
    ],
)
def test_a_choice_that_cannot_be_used_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingError, match=next(reversed(wrong))):
        CameraOptions(**wrong)
