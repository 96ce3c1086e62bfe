"""What a check of a clip found."""

from dataclasses import dataclass

NAMED_AT_MOST = 12
"""How many faults of one check a report names; it counts the rest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. frame: 0 where the whole clip is concerned. people: cast numbers, if any."""

    text: str
    frame: int = 0
    people: tuple[int, ...] = ()

    def __str__(self) -> str:
        where = [f"frame {self.frame}"] if self.frame else []
        where += [f"cast {' and '.join(map(str, self.people))}"] if self.people else []
        return f"{', '.join(where)}: {self.text}" if where else self.text


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one clip: what was looked at, the figures seen, and what is wrong."""

    title: str
    figures: str
    faults: tuple[Fault, ...] = ()

    def report(self) -> str:
        """A few lines of plain text."""
        lines = [f"  {'FAULT' if self.faults else 'ok':5} {self.title}: {self.figures}"]
        lines += [f"          {fault}" for fault in self.faults[:NAMED_AT_MOST]]
        if len(self.faults) > NAMED_AT_MOST:
            lines.append(f"          and {len(self.faults) - NAMED_AT_MOST} more")
        return "\n".join(lines)
