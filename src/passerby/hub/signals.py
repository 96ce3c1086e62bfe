"""Who is told when something was stored. Plain lists of functions, called in order, in the storing thread."""

from collections.abc import Callable, Sequence

from passerby.shapes.window import Window

WindowsStored = Callable[[Sequence[Window]], None]

windows_stored: list[WindowsStored] = []
"""Called after the windows of a batch were committed, with all that were taken in, oldest event first.

A window may be hours old, when an agent was away. A listener that raises DatabaseError or PasserbyError is
logged, and stops neither the others nor the storing; a window is told once at most.
"""
