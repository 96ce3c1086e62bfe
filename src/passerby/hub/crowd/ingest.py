"""Storing an agent's events: each once, in order, in one transaction with the sums that it adds to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from passerby.events import camera_health
from passerby.events.camera_health import CameraHealthRecord
from passerby.hub.crowd.catalogue import Catalogue
from passerby.hub.crowd.facts import Arrival
from passerby.hub.crowd.models import (
    DayRollUp,
    FiveMinuteStrip,
    HourRollUp,
    HourStrip,
    MinuteRollUp,
    RefusedEvent,
)
from passerby.hub.crowd.placing import Placing
from passerby.hub.crowd.spans import Resolution
from passerby.hub.crowd.sums import Tally
from passerby.hub.crowd.writing import write_grids, write_roll_ups, write_strips, write_windows
from passerby.hub.sites.models import Agent, CameraStatus
from passerby.shapes.errors import UnknownAgentError
from passerby.shapes.window import Window

_MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch.

    number: every event up to it is committed. windows: those that were taken in. refused: how many events
    were passed over for good. awaited: some came before others with lower numbers, and were left aside.
    """

    number: int
    windows: tuple[Window, ...] = ()
    refused: int = 0
    awaited: bool = False


def store(
    agent_id: str, arrivals: Sequence[Arrival], now_s: float, *, pass_over_gaps: bool = False
) -> Stored:
    """Commit what has not been stored before, with all sums and the agent's new number, or nothing of it.

    Events are taken in the order of their numbers, without a gap: what comes after one is left aside, for the
    agent will publish it again. pass_over_gaps: what is missing will not come any more; count it as missing
    and go on. A refused event is recorded with its reason and passed over. Raises UnknownAgentError, and
    DatabaseError when the transaction failed.
    """
    with transaction.atomic():
        agent = Agent.objects.select_for_update().filter(pk=agent_id).first()
        if agent is None:
            raise UnknownAgentError(
                f"agent {agent_id} is not known here; its events stay with it until a site is given to it"
            )
        queue = in_order(arrivals, agent.stored_number, pass_over_gaps=pass_over_gaps)
        batch = _Batch(agent_id)
        batch.take(queue.next)
        batch.write(now_s)
        if queue.next:
            Agent.objects.filter(pk=agent_id).update(
                stored_number=queue.number, missing_events=F("missing_events") + queue.missing
            )
    return Stored(queue.number, tuple(batch.windows), len(batch.refused), queue.awaited)


@dataclass(frozen=True, slots=True)
class Queue:
    """What is next. number: that of the last. missing: how many before it never came."""

    next: list[Arrival]
    number: int
    missing: int = 0
    awaited: bool = False


def in_order(arrivals: Iterable[Arrival], stored: int, *, pass_over_gaps: bool) -> Queue:
    """The arrivals that follow the stored number, without doubles, up to the first gap or beyond it."""
    taken: list[Arrival] = []
    number, missing = stored, 0
    for arrival in sorted(arrivals, key=lambda each: each.number):
        if arrival.number <= number:
            continue
        if arrival.number > number + 1 and not pass_over_gaps:
            return Queue(taken, number, missing, awaited=True)
        missing += arrival.number - number - 1
        number = arrival.number
        taken.append(arrival)
    return Queue(taken, number, missing)


@dataclass(slots=True)
class _Batch:
    """One transaction's worth of facts, and of refusals: (number, reason)."""

    agent_id: str
    windows: list[Window] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    _health: list[CameraHealthRecord] = field(default_factory=list)
    _tally: Tally = field(default_factory=Tally)
    _placing: Placing = field(default_factory=Placing)

    def take(self, arrivals: Sequence[Arrival]) -> None:
        """Take in each fact, or refuse it."""
        facts = [(each.number, each.fact) for each in arrivals if each.fact is not None]
        self.refused += [(each.number, each.reason) for each in arrivals if each.fact is None]
        catalogue = Catalogue(self.agent_id, {fact.camera for _, fact in facts})
        known = [(number, fact) for number, fact in facts if self._is_known(number, fact, catalogue)]
        self._health = [fact for _, fact in known if isinstance(fact, CameraHealthRecord)]
        numbered = [(number, fact) for number, fact in known if isinstance(fact, Window)]
        self._placing.load(catalogue, [window for _, window in numbered])
        for number, window in numbered:
            self._take_window(number, window, catalogue)

    def _is_known(self, number: int, fact: Window | CameraHealthRecord, catalogue: Catalogue) -> bool:
        if fact.camera in catalogue.zones:
            return True
        reason = f"there is no camera {fact.camera[:20]!r} of this agent; it was deleted, or given to another"
        self.refused.append((number, reason))
        return False

    def _take_window(self, number: int, window: Window, catalogue: Catalogue) -> None:
        series = catalogue.series_of(window)
        if not self._placing.put(series.view, window):
            reason = (
                f"camera {window.camera} has figures of this time already; its clock was set back, or it is "
                "read twice"
            )
            self.refused.append((number, reason))
            return
        self._tally.add(window, series.view, series.items, catalogue.zones[window.camera])
        self.windows.append(window)

    def write(self, now_s: float) -> None:
        """Store all of it."""
        minutes = self._tally.minutes()
        hours = self._tally.hours(minutes)
        days = self._tally.days(hours)
        for table, sums in ((MinuteRollUp, minutes), (HourRollUp, hours), (DayRollUp, days)):
            write_roll_ups(table, sums)
        five_minutes = self._tally.people(minutes).by_bucket(Resolution.FIVE_MINUTES.step_s)
        write_strips(FiveMinuteStrip, five_minutes)
        write_strips(HourStrip, self._tally.people(hours))
        write_grids(self._tally.grids())
        write_windows(self._placing.changed())
        self._placing.save_ends()
        CameraStatus.objects.bulk_create([_status(health) for health in self._health])
        RefusedEvent.objects.bulk_create(
            RefusedEvent(agent_id=self.agent_id, number=number, at_s=int(now_s), reason=reason[:_MOST_REASON])
            for number, reason in self.refused
        )


def _status(health: CameraHealthRecord) -> CameraStatus:
    return CameraStatus(
        camera_id=health.camera,
        at=round(health.at * 1000),
        state=health.state.value,
        reason=health.reason[:_MOST_REASON],
        figures=camera_health.to_record(health),
    )
