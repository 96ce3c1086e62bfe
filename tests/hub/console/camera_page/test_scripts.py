"""The scripts of the camera page that need no browser, tested by Node's own test runner."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from passerby.shapes import polygons

HERE = Path(__file__).parent
GEOMETRY = HERE.parents[3] / "src/passerby/hub/console/static/passerby/camera/geometry.js"

ASK = """
import { area, contains, crossesItself } from %s;
let text = "";
for await (const chunk of process.stdin) text += chunk;
const { polygons, points } = JSON.parse(text);
console.log(JSON.stringify(polygons.map((polygon) => ({
  area: area(polygon),
  crosses: crossesItself(polygon),
  inside: points.map((point) => contains(polygon, point)),
}))));
"""


@pytest.fixture
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node.js is not installed, and scripts are tested in it")
    return found


@pytest.mark.parametrize("script", sorted(HERE.glob("scripts/*.test.mjs")), ids=lambda script: script.name)
def test_scripts_do_what_their_tests_say(node: str, script: Path) -> None:
    ran = subprocess.run([node, "--test", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_browser_and_hub_agree_on_polygons(node: str) -> None:
    """Points lie on a coarse grid, so that edges touch, fold and pass through corners often."""
    chance = np.random.default_rng(7)
    drawn = [chance.integers(0, 7, (int(chance.integers(3, 8)), 2)) / 8 for _ in range(400)]
    points = chance.integers(0, 17, (40, 2)) / 16
    asked = {"polygons": [each.tolist() for each in drawn], "points": points.tolist()}
    script = ASK % json.dumps(GEOMETRY.as_uri())
    ran = subprocess.run(
        [node, "--input-type=module", "--eval", script],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    answers = json.loads(ran.stdout)
    crossing = [polygons.crosses_itself(each) for each in drawn]
    assert [answer["crosses"] for answer in answers] == crossing
    assert 40 < sum(crossing) < 380
    assert [answer["inside"] for answer in answers] == [
        polygons.contains(each, points).tolist() for each in drawn
    ]
    assert [answer["area"] for answer in answers] == pytest.approx([polygons.area(each) for each in drawn])
