"""Watches every rule, once a second, against the live figures."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import DatabaseError, close_old_connections

from passerby.hub.alerts import services
from passerby.hub.alerts.models import Alert, AlertRule
from passerby.hub.alerts.readings import LIVE, Live, Subject, reading
from passerby.hub.alerts.watch import Change, Terms, Watch, end, step
from passerby.hub.alerts.words import schedule_of
from passerby.hub.sites.models import Camera

log = logging.getLogger(__name__)

EVERY_S = 1.0


@dataclass(slots=True)
class AlertClock:
    """Keeps where each rule stands. `tick` is called once a second by one thread.

    live: the live figures. changed: called after alerts began or ended. In a hub that was restarted, open
    alerts go on; what was building up begins anew.
    """

    live: Live
    changed: Callable[[], None] = lambda: None
    _watches: dict[int, Watch] = field(default_factory=dict)
    _last_live_at: dict[str, float] = field(default_factory=dict)
    _begun: bool = False

    def run(self, stopping: threading.Event) -> None:
        """Tick until told to stop. A database that does not answer is logged, and asked again."""
        while not stopping.wait(EVERY_S):
            try:
                self.tick(time.time())
            except DatabaseError:
                log.exception("alert rules could not be watched; they are looked at again in a second")
            finally:
                close_old_connections()

    def tick(self, at: float) -> None:
        """Look at every rule. at: seconds since 1970-01-01 UTC."""
        rules = list(
            AlertRule.objects.filter(enabled=True)
            .exclude(camera__enabled=False)
            .select_related("site", "camera")
        )
        sites = {rule.site_id for rule in rules}
        cameras = list(Camera.objects.filter(site__in=sites, enabled=True))
        self._note_live((camera.pk for camera in cameras), at)
        if not self._begun:
            self._take_up(rules)
        changes = [self._look(rule, _cameras_of(rule, cameras), at) for rule in rules]
        changes += self._forget({rule.pk for rule in rules}, at)
        if any(changes):
            self.changed()

    def _note_live(self, cameras: Iterable[str], at: float) -> None:
        for camera in cameras:
            told = self.live.camera(camera)
            if camera not in self._last_live_at or (told is not None and told.state == LIVE):
                self._last_live_at[camera] = at

    def _take_up(self, rules: Iterable[AlertRule]) -> None:
        found = {alert.rule_id: alert for alert in Alert.objects.filter(ended_at=None)}
        for rule in rules:
            if alert := found.get(rule.pk):
                self._watches[rule.pk] = Watch(
                    above_since=alert.began_at.timestamp(), is_open=True, worst=alert.worst
                )
        self._begun = True

    def _look(self, rule: AlertRule, cameras: tuple[str, ...], at: float) -> bool:
        """One rule; whether an alert of it began or ended."""
        watch = self._watches.get(rule.pk, Watch())
        terms = _terms(rule)
        if schedule_of(rule).holds(at, ZoneInfo(rule.site.time_zone)):
            subject = Subject(rule.kind, cameras, rule.zone)
            value = reading(subject, self.live, self._last_live_at, at)
            watch, change = step(watch, terms, value, at)
        else:
            watch, change = end(watch, terms, at)
        self._watches[rule.pk] = watch
        return _store(rule, watch, change, at)

    def _forget(self, known: set[int], at: float) -> list[bool]:
        """Let go of rules that were switched off or deleted; their open alerts are over."""
        gone = [pk for pk in self._watches if pk not in known]
        ended = [pk for pk in gone if self._watches.pop(pk).is_open]
        for rule in AlertRule.objects.filter(pk__in=ended):
            services.conclude(rule, at)
        return [bool(ended)]


def _terms(rule: AlertRule) -> Terms:
    # A camera's silence is its own duration: the threshold says how long.
    lasts_s = 0.0 if rule.kind == AlertRule.Kind.CAMERA_DOWN else float(rule.lasts_s)
    return Terms(rule.threshold, lasts_s, float(rule.cool_down_s))


def _store(rule: AlertRule, watch: Watch, change: Change, at: float) -> bool:
    if change is Change.BEGAN:
        services.begin(rule, watch.worst, watch.above_since or at)
    elif change is Change.WORSE:
        services.worsen(rule, watch.worst)
    elif change is Change.ENDED:
        services.conclude(rule, at)
    return change in (Change.BEGAN, Change.ENDED)


def _cameras_of(rule: AlertRule, cameras: Iterable[Camera]) -> tuple[str, ...]:
    """The rule's camera, or its site's: those that make up its number, or all where silence is watched."""
    if rule.camera_id:
        return (rule.camera_id,)
    every = rule.kind == AlertRule.Kind.CAMERA_DOWN
    return tuple(
        camera.pk
        for camera in cameras
        if camera.site_id == rule.site_id and (every or camera.counts_for_site)
    )
