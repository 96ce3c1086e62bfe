"""`passerby bench faces`: are two pictures of one person? Over a user's own labelled pairs."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from passerby.bench.face_peer import FacePeer, PeerSpent
from passerby.bench.face_reader import FaceReader, Spent
from passerby.bench.pair_files import Pair, read_pairs
from passerby.bench.pictures import read_picture
from passerby.bench.progress import Progress, unwatched
from passerby.bench.verification import Labelled, best_threshold, tar_at_far
from passerby.gate.template_networks import TemplateNetwork
from passerby.passes.templates import Template, distance, wiped_after
from passerby.shapes.errors import BenchError, FaceError, TemplateError
from passerby.vision.faces import FaceDetector


@dataclass(frozen=True, slots=True)
class PictureNote:
    """What is to be said of a picture. line: where the table first names it."""

    line: int
    file: str
    reason: str

    def as_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {"file": self.file, "line": self.line, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A pair that the shipped threshold decides wrongly."""

    pair: Pair
    distance: float

    def as_record(self) -> dict[str, Any]:
        """As a JSON object. Decision: what the table says."""
        return {
            "line": self.pair.line,
            "file_x": self.pair.file_x,
            "file_y": self.pair.file_y,
            "Decision": "Yes" if self.pair.same else "No",
            "distance": round(self.distance, 4),
        }


@dataclass(frozen=True, slots=True, eq=False)
class FacesReport:
    """Accuracy and speed over one table.

    pairs: how many the table has. compared: those of which both pictures gave a template. threshold: the
    network's own. failures: pictures of which no template was made. doubtful: those that a gate would ask to
    be better, and which were compared all the same.
    """

    detector: str
    network: str
    threshold: float
    pairs: int
    compared: Labelled
    mistakes: tuple[Mistake, ...]
    failures: tuple[PictureNote, ...]
    doubtful: tuple[PictureNote, ...]
    spent: Spent
    peer: PeerSpent | None = None

    def accuracy_at(self, threshold: float) -> float:
        """The share, 0..1, of all pairs that is decided rightly; one that was not compared is not."""
        return self.compared.correct_at(threshold) / self.pairs

    def as_record(self) -> dict[str, Any]:
        """The report as one JSON object."""
        best = best_threshold(self.compared)
        record: dict[str, Any] = {
            "detector": self.detector,
            "network": self.network,
            "pairs": self.pairs,
            "compared": len(self.compared),
            "threshold": self.threshold,
            "accuracy": round(self.accuracy_at(self.threshold), 6),
            "best_accuracy": round(self.accuracy_at(best), 6),
            "best_threshold": round(best, 4),
            "tar_at_far": {f"{rate:g}": share for rate, share in tar_at_far(self.compared).items()},
            "mistakes": [mistake.as_record() for mistake in self.mistakes],
            "failures": [note.as_record() for note in self.failures],
            "doubtful": [note.as_record() for note in self.doubtful],
            "pictures": self.spent.pictures,
            "detect_ms": round(self.spent.detect_ms, 3),
            "template_ms": round(self.spent.template_ms, 3),
            "faces_per_s": round(self.spent.faces_per_s, 3),
        }
        if self.peer:
            theirs = self.peer.faces_per_s
            record["peer_faces_per_s"] = round(theirs, 3)
            record["times_peer"] = round(self.spent.faces_per_s / theirs, 2) if theirs else None
        return record


def measure_faces(
    table: Path,
    images: Path,
    detector: FaceDetector,
    network: TemplateNetwork,
    *,
    peer: bool = False,
    progress: Progress = unwatched,
) -> FacesReport:
    """Compare the pairs of a table, whose pictures lie in the folder `images`. Keeps no template.

    peer: have `face_recognition` describe the same pictures, in turns. Raises GroundTruthError for a table
    that cannot be read, and BenchError where not one pair can be compared.
    """
    pairs = read_pairs(table)
    reader, other = FaceReader(detector, network), FacePeer() if peer else None
    with ExitStack() as held:
        portraits = _Portraits(reader, other, images, held)
        files = _first_lines(pairs)
        for done, (file, line) in enumerate(files.items(), 1):
            portraits.take(file, line)
            progress(done, len(files))
        found = [(pair, portraits.distance(pair)) for pair in pairs]
    compared = [(pair, apart) for pair, apart in found if apart is not None]
    if not compared:
        raise _nothing_compared(table, portraits.failures[0])
    wrong = [Mistake(*each) for each in compared if (each[1] <= network.threshold) != each[0].same]
    return FacesReport(
        detector=detector.name,
        network=network.model_id,
        threshold=network.threshold,
        pairs=len(pairs),
        compared=Labelled.of((apart for _, apart in compared), (pair.same for pair, _ in compared)),
        mistakes=tuple(wrong),
        failures=tuple(portraits.failures),
        doubtful=tuple(portraits.doubtful),
        spent=reader.spent,
        peer=other.spent if other else None,
    )


def _first_lines(pairs: list[Pair]) -> dict[str, int]:
    """Every picture that is named, and the line that names it first."""
    lines: dict[str, int] = {}
    for pair in pairs:
        lines.setdefault(pair.file_x, pair.line)
        lines.setdefault(pair.file_y, pair.line)
    return lines


def _nothing_compared(table: Path, first: PictureNote) -> BenchError:
    return BenchError(
        f"not one pair of {table} could be compared; the first picture that failed is {first.file}, line "
        f"{first.line}: {first.reason}"
    )


class _Portraits:
    """The templates of the pictures, until `held` is closed, and what is to be said of those pictures."""

    def __init__(self, reader: FaceReader, peer: FacePeer | None, images: Path, held: ExitStack) -> None:
        self._reader, self._peer, self._images, self._held = reader, peer, images, held
        self._templates: dict[str, Template] = {}
        self.failures: list[PictureNote] = []
        self.doubtful: list[PictureNote] = []

    def take(self, file: str, line: int) -> None:
        """Make the template of one picture, or note why there is none."""
        try:
            image = read_picture(self._images / file)
            if self._peer:
                self._peer.look(image)
            template, faults = self._reader.portrait(image)
        except (FaceError, TemplateError) as error:
            self.failures.append(PictureNote(line, file, str(error)))
            return
        self._held.enter_context(wiped_after(template))
        self._templates[file] = template
        if faults:
            self.doubtful.append(PictureNote(line, file, " ".join(faults)))

    def distance(self, pair: Pair) -> float | None:
        """How far the two are apart; None where one of them failed."""
        one, other = self._templates.get(pair.file_x), self._templates.get(pair.file_y)
        return distance(one, other) if one and other else None
