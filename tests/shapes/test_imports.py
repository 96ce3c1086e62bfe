import pkgutil
import subprocess
import sys

import pytest

import passerby.shapes

MODULES = [f"passerby.shapes.{module.name}" for module in pkgutil.iter_modules(passerby.shapes.__path__)]
HEAVY = ("cv2", "av", "onnxruntime", "scipy", "pyarrow", "pandas", "rich", "typer", "django")


@pytest.mark.parametrize("module", MODULES)
def test_shapes_load_numpy_and_nothing_else_heavy(module: str) -> None:
    script = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
