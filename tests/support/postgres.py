"""A PostgreSQL cluster for one test session: in a temporary folder, on a Unix socket, gone afterwards.

`start` is called by `tests.settings` where PASSERBY_TEST_DATABASE=postgres asks for it, before Django reads
its settings. Workers of pytest-xdist inherit the address, and each makes its own database in the one cluster.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

ADDRESS = "PASSERBY_DATABASE_URL"
_DEBIAN = Path("/usr/lib/postgresql")
_USER = "postgres"
_HURRIED = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"


def start() -> None:
    """Start a cluster unless a parent process has, and leave its address in the environment."""
    if os.environ.get(ADDRESS):
        return
    folder = Path(tempfile.mkdtemp(prefix="passerby-postgres-"))
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        account = pwd.getpwnam(_USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    _run("initdb", "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' {_HURRIED}"
    # Output goes to a file: the server would hold a pipe open, and whoever reads it would wait for ever.
    _run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    atexit.register(_stop, folder, os.getpid())
    os.environ[ADDRESS] = f"postgres://{_USER}@{quote(str(folder), safe='')}/postgres"


def _stop(folder: Path, starter: int) -> None:
    # A forked child inherits what is to be done at the end, and must not do it.
    if os.getpid() != starter:
        return
    _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    command = [str(_program(program)), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _USER, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60)


def _program(name: str) -> Path:
    found = sorted(_DEBIAN.glob(f"*/bin/{name}"))
    if found:
        return found[-1]
    elsewhere = shutil.which(name)
    if elsewhere is None:
        raise FileNotFoundError(
            f"PASSERBY_TEST_DATABASE=postgres needs PostgreSQL's {name}; install Debian's package postgresql"
        )
    return Path(elsewhere)
