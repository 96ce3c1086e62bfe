"""The folder of a site's passes: `site.toml` says which site, `site.key` opens what was sealed to it."""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from passerby.passes.key_files import load_or_create_site_key, load_site_key
from passerby.passes.keys import SitePrivateKey
from passerby.passes.secret_files import write_once
from passerby.shapes.errors import PassError
from passerby.shapes.identity import is_id, new_id

SITE_FILE, KEY_FILE = "site.toml", "site.key"
MAX_NAME = 80
_MAX_BYTES = 4096


@dataclass(frozen=True, slots=True)
class GateSite:
    """A site with the key that opens its passes. site: its id. folder: where its passes lie."""

    site: str
    name: str
    folder: Path
    key: SitePrivateKey


def make_site(folder: Path, name: str) -> GateSite:
    """Make the folder of a new site, for its owner alone, with an id and a key pair of its own.

    Raises PassError for a name that cannot be shown and where there is a site already, and KeyFileError
    where the folder cannot be used.
    """
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME or not name.isprintable():
        raise PassError(f"a site's name is printable text of 1 to {MAX_NAME} characters; got {name[:90]!r}")
    if folder.exists() and not folder.is_dir():
        raise PassError(f"{folder} is a file; a new site needs a folder of its own: choose another name")
    for file in (SITE_FILE, KEY_FILE):
        if os.path.lexists(folder / file):
            raise PassError(f"{folder / file} is there already; a new site needs a folder of its own")
    key = load_or_create_site_key(folder / KEY_FILE)
    site = new_id()
    # A JSON string of printable characters is a TOML string too.
    text = f'id = "{site}"\nname = {json.dumps(name, ensure_ascii=False)}\n'
    write_once(folder / SITE_FILE, text.encode)
    return GateSite(site, name, folder, key)


def open_site(folder: Path) -> GateSite:
    """The site whose folder this is. Raises PassError where `site.toml` is not there or not whole, and
    KeyFileError for a folder or key that others can get at, and for a key that is not there.
    """
    path = folder / SITE_FILE
    try:
        with path.open("rb") as file:
            fields = tomllib.loads(file.read(_MAX_BYTES).decode())
    except OSError as error:
        raise PassError(
            f"{folder} is no folder of passes: {SITE_FILE} cannot be read ({error.strerror}); "
            f"`passerby passes init {folder} --site NAME` makes one"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PassError(
            f"{path} must be TOML with id and name; it cannot be read as that: {error}"
        ) from error
    site, name = fields.get("id"), fields.get("name")
    if not isinstance(site, str) or not is_id(site):
        raise PassError(f"{path}: id must be 12 of a-z and 0-9; got {str(site)[:40]!r}")
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME or not name.isprintable():
        raise PassError(
            f"{path}: name must be printable text of 1 to {MAX_NAME} characters; got {str(name)[:90]!r}"
        )
    return GateSite(site, name, folder, load_site_key(folder / KEY_FILE))
