"""An installation on disk whose processes a test starts and kills."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings

from passerby.hub.home import Home


class Installation:
    """A home folder with a database of its own, on the kind of server that this test run is for."""

    def __init__(self, home: Path) -> None:
        self.home = home
        Home(home).prepare()
        self._environ = dict(os.environ)
        url = settings.PASSERBY.database_url
        if url:
            name = f"installation_{token_hex(4)}"
            _on_server(url, f"CREATE DATABASE {name}")
            self._environ["PASSERBY_DATABASE_URL"] = url.rpartition("/")[0] + f"/{name}"

    def ask(self, work: str) -> Any:
        """Run a process that answers; its answer."""
        done = subprocess.run(self._command(work), env=self._environ, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    @contextmanager
    def process(self, work: str, *, until_killed: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a process that goes on; afterwards it is told to end, and the test fails if that went wrong.

        until_killed: the test kills it.
        """
        with subprocess.Popen(
            self._command(work), env=self._environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            try:
                yield process
                _, errors = process.communicate(timeout=60)
                wanted = -signal.SIGKILL if until_killed else 0
                assert process.returncode == wanted, errors.decode()
            finally:
                process.kill()

    def _command(self, work: str) -> list[str]:
        return [sys.executable, "-m", "tests.hub.crowd.storing_process", str(self.home), work]


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(statement)
