"""Parameters that several operations share, with limits on everything that comes from outside."""

from typing import Annotated
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from passerby.hub.crowd.spans import Resolution, Span
from passerby.shapes.identity import ID_LENGTH
from passerby.shapes.scene import MAX_NAME

Id = Annotated[str, Field(pattern=rf"^[a-z0-9]{{{ID_LENGTH}}}$", description="An id of 12 characters.")]
Seconds = Annotated[
    int, Field(ge=0, le=2**33, description="Seconds since 1970-01-01 UTC.", examples=[1_767_225_600])
]
# Whatever a zone or line may be called is printable.
Name = Annotated[str, Field(max_length=MAX_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")]
Limit = Annotated[int, Field(ge=1, le=200, description="At most so many items.")]

DEFAULT_LIMIT = 100


class SpanQuery(Schema):
    """A span of time, from start_s up to, not including, end_s."""

    start_s: Seconds
    end_s: Seconds

    def span(self, time_zone: str) -> Span:
        """The span on the clock of a time zone. Raises SpanError."""
        return Span(self.start_s, self.end_s, ZoneInfo(time_zone))


class HistoryQuery(SpanQuery):
    """A span, and how finely it is told; if not said, in at most 500 points, where such figures are kept."""

    resolution: Resolution | None = None
