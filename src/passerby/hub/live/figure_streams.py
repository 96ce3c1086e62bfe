"""The streams of live figures: one topic for all viewers who see the same sites and cameras."""

import asyncio

from passerby.hub.live.board import BOARD
from passerby.hub.live.event_stream import event
from passerby.hub.live.figures import Figures, Roster, difference, encoded, figures_of
from passerby.hub.live.open_alerts import OPEN_ALERTS
from passerby.hub.live.topics import Topic, Topics

LEAST_GAP_S = 0.2
"""People read no faster; and an agent tells of a camera four times a second at most."""

LOOK_S = 1.0


async def fill_with_figures(roster: Roster, topic: Topic) -> None:
    """Say what changes among a roster, until the hub ends."""
    whole: Figures = {"sites": {}, "cameras": {}}
    with BOARD.watcher(roster.watched) as watcher:
        while not BOARD.is_closed:
            changed = await watcher.wait(LOOK_S if topic.latest else 0)
            change = difference(figures_of(BOARD, roster, changed), whole)
            alerts = {name: told for name, told in _alerts(roster).items() if told != whole.get(name)}
            change |= alerts
            if alerts or any(change.values()):
                whole = _merged(whole, change)
                topic.say(event("figures", encoded(whole)), event("figures", encoded(change)))
            await asyncio.sleep(LEAST_GAP_S)


def _merged(whole: Figures, change: Figures) -> Figures:
    by_id = {part: whole[part] | change[part] for part in ("sites", "cameras")}
    return whole | change | by_id


def _alerts(roster: Roster) -> Figures:
    """What is told of alerts: of the sites of the stream, and to staff of all that they look after."""
    figures: Figures = {"alerts_open": OPEN_ALERTS.at(roster.site_ids)}
    if roster.looked_after:
        figures["alerts"] = {
            "waiting": OPEN_ALERTS.waiting_at(roster.looked_after),
            "newest": OPEN_ALERTS.newest_waiting_at(roster.looked_after),
        }
    return figures


FIGURES: Topics[Roster] = Topics(fill_with_figures)
