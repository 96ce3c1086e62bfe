"""A console for browser tests, started in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from playwright.sync_api import BrowserContext

ROOT = Path(__file__).resolve().parents[4]
LAUNCH = (
    "import django; django.setup(); from tests.hub.console.camera_page.console_process import main; main()"
)
HAS_TOUCH = {"has_touch": True, "is_mobile": True}


@dataclass(frozen=True)
class Console:
    """A running console. `order` has something happen there, and returns when it has."""

    address: str
    cookies: dict[str, str]
    site: str
    camera: str
    orders: IO[str]
    answers: IO[str]

    @property
    def camera_url(self) -> str:
        """The camera's page."""
        return f"{self.address}/cameras/{self.camera}/"

    def order(self, what: str) -> None:
        """See console_process."""
        self.orders.write(f"{what}\n")
        self.orders.flush()
        assert self.answers.readline() == "done\n"

    def sign_in(self, context: BrowserContext, name: str) -> None:
        """Give a browser somebody's session."""
        context.add_cookies([{"name": "passerby_session", "value": self.cookies[name], "url": self.address}])


@contextmanager
def console(home: Path, **environment: str) -> Iterator[Console]:
    """A console in this home folder, until the block ends."""
    known = os.environ | {
        "PASSERBY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "passerby.hub.settings", **environment,
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCH], cwd=ROOT, env=known, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        introduced = json.loads(process.stdout.readline())
        try:
            yield Console(**introduced, orders=process.stdin, answers=process.stdout)
        finally:
            process.stdin.close()
            process.wait(20)
