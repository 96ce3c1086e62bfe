"""The passes in a folder, open while their files lie there: a new file opens, a removed one withdraws."""

import os
import stat
from dataclasses import dataclass

from passerby.agent.gate_site import GateSite
from passerby.agent.pass_files import ENDING, read_pass
from passerby.passes.gallery import Gallery
from passerby.shapes.errors import PasserbyError

MOST_PASSES = 1_000_000

AT_ONCE = 100
_TRY_AGAIN_S = 60.0
_AHEAD_S = 60.0


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What changes when a file is replaced or written to."""

    inode: int
    size: int
    changed_ns: int


@dataclass(slots=True)
class _Known:
    """A file that was looked into. pass_id, valid_until: of its pass, "" and 0 where it did not open, and
    trouble: why not. tried_at: UTC seconds.
    """

    stamp: _Stamp
    pass_id: str = ""
    valid_until: float = 0.0
    trouble: str = ""
    tried_at: float = 0.0


class PassFolder:
    """Keeps a gallery in step with the folder of its site. Files that cannot be used stop no others.

    A pass lies in a file of its id, `<id>.pass`, so that no two files can be the same pass.
    """

    def __init__(self, site: GateSite, gallery: Gallery) -> None:
        self._site, self._gallery = site, gallery
        self._known: dict[str, _Known] = {}
        self._trouble = ""
        self._has_looked = False

    def look(self, now: float) -> list[str]:
        """Open what is new, withdraw what is gone, let go of what has ended; what went wrong, told once.

        now: UTC seconds. The first look opens everything; later ones at most a hundred files each, so that
        nobody waits at the gate meanwhile.
        """
        troubles: list[str] = []
        found = self._list(troubles)
        for name in [name for name, known in self._known.items() if found.get(name) != known.stamp]:
            self._forget(name)
        if self._is_emptied(now):
            self._known, self._has_looked = {}, False
        due = [name for name in found if self._is_due(name, now)]
        for name in due[: len(due) if not self._has_looked else AT_ONCE]:
            troubles += self._try(name, found[name], now)
        self._has_looked = True
        self._gallery.expire(now)
        return troubles

    def _list(self, troubles: list[str]) -> dict[str, _Stamp]:
        """The files with passes. A folder that cannot be read holds none: all may have been withdrawn."""
        trouble = ""
        found: dict[str, _Stamp] = {}
        try:
            with os.scandir(self._site.folder) as entries:
                for entry in entries:
                    if entry.name.endswith(ENDING) and not entry.name.startswith("."):
                        found |= _stamped(entry)
        except OSError as error:
            found = {}
            trouble = (
                f"the passes in {self._site.folder} cannot be read ({error.strerror}), so all are closed; "
                "they open again with the folder"
            )
        if len(found) > MOST_PASSES:
            trouble = f"{self._site.folder} holds {len(found)} passes; only {MOST_PASSES} are opened"
            found = dict(sorted(found.items())[:MOST_PASSES])
        if trouble and trouble != self._trouble:
            troubles.append(trouble)
        self._trouble = trouble
        return found

    def _forget(self, name: str) -> None:
        known = self._known.pop(name)
        if known.pass_id:
            self._gallery.withdraw(known.pass_id)

    def _is_emptied(self, now: float) -> bool:
        """Whether passes were let go of that are valid still: by a clock that was wrong for a while."""
        valid = sum(known.valid_until > now + _AHEAD_S for known in self._known.values())
        return len(self._gallery) < valid

    def _is_due(self, name: str, now: float) -> bool:
        known = self._known.get(name)
        # What did not open may still do: a pass whose first day has come.
        return known is None or (not known.pass_id and now - known.tried_at >= _TRY_AGAIN_S)

    def _try(self, name: str, stamp: _Stamp, now: float) -> list[str]:
        before = self._known.get(name)
        known = self._known[name] = _Known(stamp, tried_at=now)
        try:
            opened = read_pass(self._site.folder / name, self._site, now)
            try:
                self._gallery.add(opened)
            finally:
                opened.wipe()
        except PasserbyError as error:
            known.trouble = f"{name}: {error}"
            return [] if before is not None and before.trouble == known.trouble else [known.trouble]
        known.pass_id, known.valid_until = opened.pass_id, opened.valid_until
        return []


def _stamped(entry: os.DirEntry[str]) -> dict[str, _Stamp]:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        # Withdrawn between the listing and the look.
        return {}
    if not stat.S_ISREG(found.st_mode):
        return {}
    return {entry.name: _Stamp(found.st_ino, found.st_size, found.st_mtime_ns)}
