"""What tests read of an answer."""

from typing import Protocol


class Answer(Protocol):
    """An answer of Django's test client."""

    status_code: int

    @property
    def content(self) -> bytes:
        """The body."""


def text_of(answer: Answer) -> str:
    """The body as text."""
    return answer.content.decode()
