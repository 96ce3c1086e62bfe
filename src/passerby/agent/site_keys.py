"""The key pairs of the sites that an agent serves. The private halves stay here."""

import threading
from pathlib import Path

from passerby.events.checked import Record
from passerby.events.json_text import read_object, write_object
from passerby.passes.key_files import load_or_create_site_key
from passerby.passes.keys import SitePrivateKey
from passerby.passes.sealing import open_sealed
from passerby.shapes.errors import RecordError
from passerby.shapes.identity import is_id

MOST_SITES = 1000
MAX_QUESTION_BYTES = 16 * 1024


class SiteKeys:
    """One key file a site, in a folder. Safe to use from several threads.

    Methods that name a site raise RecordError for what is no site's id, and KeyFileError where its key file
    cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._keys: dict[str, SitePrivateKey] = {}

    def public_text(self, site: str) -> str:
        """The public half of a site's pair as base64; the pair is made where there is none."""
        return self._key(site).public_key.to_text()

    def open(self, site: str, sealed: bytes) -> bytes:
        """Open what was sealed to a site's public half. Raises SealError if it was not."""
        return open_sealed(self._key(site), sealed)

    def known(self) -> dict[str, str]:
        """The public halves of all pairs in the folder, by site."""
        sites = sorted(path.stem for path in self._folder.glob("*.key") if is_id(path.stem))
        return {site: self.public_text(site) for site in sites[:MOST_SITES]}

    def answer(self, question: bytes) -> bytes:
        """Answer a request for a site's public key: see `site-keys` of the bus. Raises RecordError."""
        fields = Record(read_object(question, MAX_QUESTION_BYTES, "the question"), "question")
        site = fields.text("site")
        fields.finish()
        return write_object({"public_key": self.public_text(site)})

    def _key(self, site: str) -> SitePrivateKey:
        # The id becomes a file's name, so nothing else may stand in it.
        if not is_id(site):
            raise RecordError(f"a site's id is 12 of a-z and 0-9; got {site[:80]!r}")
        with self._lock:
            if site not in self._keys:
                self._keys[site] = load_or_create_site_key(self._folder / f"{site}.key")
            return self._keys[site]
