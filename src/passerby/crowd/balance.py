"""Who should be here by the lines, against who is seen; started again once a day."""

from datetime import datetime, time, timedelta, tzinfo

from passerby.shapes.window import Balance


def latest_reset(at: float, reset_hour: int, time_zone: tzinfo) -> float:
    """The last moment up to `at` (both in seconds since 1970 UTC) when it turned `reset_hour` there.

    Once for each local day. An hour that the clocks skip in spring counts as the moment they skip it; of an
    hour that comes twice in autumn, the first counts.
    """
    today = datetime.fromtimestamp(at, time_zone).date()
    reset = datetime.combine(today, time(reset_hour), time_zone).timestamp()
    if reset > at:
        reset = datetime.combine(today - timedelta(days=1), time(reset_hour), time_zone).timestamp()
    return reset


class BalanceLedger:
    """People present by the lines, from window to window."""

    def __init__(self, reset_hour: int, time_zone: tzinfo) -> None:
        self._reset_hour = reset_hour
        self._time_zone = time_zone
        self._last: Balance | None = None

    def redrawn(self, reset_hour: int, time_zone: tzinfo, *, goes_on: bool) -> "BalanceLedger":
        """The ledger under another reset; where it goes on, from the same balance: nobody left meanwhile."""
        ledger = BalanceLedger(reset_hour, time_zone)
        ledger._last = self._last if goes_on else None
        return ledger

    def after(self, started_at: float, ended_at: float, net: int, seen: float) -> Balance:
        """The balance after a window in which `net` more came in than went out; changes nothing.

        seen: the camera's own mean count in that window. In the first window, and in the one in which the
        reset hour passes, the lines start again from what was seen.
        """
        reset_at = latest_reset(ended_at, self._reset_hour, self._time_zone)
        if self._last is None:
            return _balance(round(seen), seen, started_at)
        if reset_at > self._last.reset_at:
            return _balance(round(seen), seen, reset_at)
        return _balance(self._last.by_lines + net, seen, self._last.reset_at)

    def settle(self, balance: Balance) -> None:
        """Go on from this balance, that of the window that just closed."""
        self._last = balance


def _balance(by_lines: int, seen: float, reset_at: float) -> Balance:
    return Balance(
        by_lines=by_lines,
        seen=seen,
        difference=by_lines - seen,
        reconciled=max(float(by_lines), seen),
        reset_at=reset_at,
    )
