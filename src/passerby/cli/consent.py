"""Asking for consent on the terminal."""

from datetime import UTC, date, datetime, time, timedelta

import typer

from passerby.shapes.errors import PassError

AGREED = "I agree"
LONGEST_DAYS = 731
"""Who still wants it after two years is asked again."""


def last_moment(until: str, now: float) -> float:
    """The end of the day that was typed, UTC seconds. now: UTC seconds.

    Raises PassError for what is no day, for one that is over and for one more than two years away.
    """
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise PassError(f"--until must be a day such as 2027-01-31; got {until[:40]!r}") from None
    today = datetime.fromtimestamp(now, UTC).date()
    if not today <= day <= today + timedelta(days=LONGEST_DAYS):
        raise PassError(
            f"--until must be a day from today to {today + timedelta(days=LONGEST_DAYS)}; got {day}: a "
            "consent ends, and may be given again"
        )
    return datetime.combine(day + timedelta(days=1), time(), UTC).timestamp()


def ask_for_consent(site: str, until: float) -> None:
    """Tell what is asked for, and wait for the typed yes. Raises PassError without it."""
    last_day = datetime.fromtimestamp(until, UTC) - timedelta(days=1)
    typer.echo(
        f"Purpose: to be recognised by your face at the gates of {site}, and at no other place.\n"
        f"Until:   the end of {last_day:%Y-%m-%d} (UTC). You may withdraw at any time.\n"
        "Kept:    numbers that describe your face, sealed so that only this site's gates can open them.\n"
        "         No picture is kept, and nobody's name is asked for.\n"
        "Only the person before the camera can say yes, for themself."
    )
    answer = typer.prompt(f'Type "{AGREED}" to go on', default="", show_default=False)
    if answer.strip().casefold() != AGREED.casefold():
        raise PassError("nothing was agreed to, so nobody was enrolled and nothing was kept")
