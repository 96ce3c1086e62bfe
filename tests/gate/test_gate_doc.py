"""The figures of the manual are those of the code."""

import re
from pathlib import Path

from passerby.gate.challenge import LEAST_TURN
from passerby.gate.policy import CEILING_SHARE, TEMPLATES_PER_PASS, GatePolicy, thresholds_for
from passerby.gate.quality import AT_GATE
from passerby.gate.thresholds import DLIB_IMPOSTORS, DLIB_MEMBERS, pair_rate
from passerby.shapes.presentation import GateMode
from tests.gate.stage import Stage

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "gate.md").read_text(encoding="utf-8")
IDENTIFY = GatePolicy(mode=GateMode.IDENTIFY)
_ROW = re.compile(r"^\| (\d+) \| (\S+) \| (\.\d+) \| (\d+) % \|$", re.MULTILINE)


def test_the_table_of_thresholds_is_that_of_the_default() -> None:
    rows = _ROW.findall(MANUAL)
    assert len(rows) == 6
    for passes, rate, threshold, missed in rows:
        compared = int(passes) * TEMPLATES_PER_PASS
        wanted = thresholds_for(IDENTIFY, Stage(), compared).identify
        assert f"{pair_rate(compared, IDENTIFY.false_accept_rate):.1e}" == rate
        assert f"{wanted:.3f}" == f"0{threshold}"
        assert f"{100 * DLIB_MEMBERS.miss_rate(wanted):.0f}" == missed


def test_what_is_said_of_the_defaults_is_so() -> None:
    verify = thresholds_for(IDENTIFY, Stage(), 1).verify
    for text in (
        f"*f* = {IDENTIFY.false_accept_rate:g}".replace("0.", ".").replace("3e-04", ".0003"),
        f"`verify` the threshold is {verify:.3f}".replace("0.", "."),
        f"`{DLIB_IMPOSTORS.scale:g} · chi({DLIB_IMPOSTORS.dimensions:g})`".replace("0.", "."),
        f"within .6 for {100 * DLIB_IMPOSTORS.false_match_rate(0.6):.2f} %",
        f"stays under {CEILING_SHARE * 0.6:.2f}".replace("0.", "."),
        f"{AT_GATE.least_size_px:.0f} pixels and more",
        f"by {100 * LEAST_TURN:.0f} % of the face",
    ):
        assert text in MANUAL, text
