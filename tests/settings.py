"""The hub's settings with a home folder of its own: no test may touch the installation of whoever runs it."""

import atexit
import os
import shutil
import tempfile

# Before anything reads the environment.
_home = tempfile.mkdtemp(prefix="passerby-test-home-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["PASSERBY_HOME"] = _home
if os.environ.get("PASSERBY_TEST_DATABASE") == "postgres":
    from tests.support import postgres

    postgres.start()

from passerby.hub.settings import *  # noqa: E402, F403 - after the environment is set

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - of the hub's settings
    # A file, as in an installation: of one in memory, threads find the tables locked, and do not wait.
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/test.sqlite3"}  # noqa: F405
