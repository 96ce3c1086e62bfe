"""A clip's people on their tracks, before any picture is made; and whether they move as people do."""

from dataclasses import dataclass

from footage.studio.bodies.walk import Stride
from footage.studio.casting.cast import member
from footage.studio.clip import Clip
from footage.studio.errors import ChoreographyError
from footage.studio.motion.choreography import track_of
from footage.studio.motion.clearance import with_clearance
from footage.studio.motion.performance import Performer
from footage.studio.truth.measure import Present

MOST_SPEED = 2.0
"""Metres a second; above it nobody walks."""


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsed:
    """A clip whose people know their way."""

    clip: Clip
    performers: tuple[Performer, ...]

    def present(self, frame: int) -> list[Present]:
        """Who is on at a frame (from 1), in or out of the picture."""
        people = []
        for performer in self.performers:
            placed = performer.at(self.clip.time_of(frame))
            if placed is not None:
                number = performer.track.turn.person
                people.append(Present(number, member(number).body, placed))
        return people


def rehearse(clip: Clip) -> Rehearsed:
    """Find everybody's way. Raises ChoreographyError where people would collide, run, or be two at once."""
    loop_s = clip.seconds if clip.loops else None
    tracks = with_clearance([track_of(turn) for turn in clip.turns], loop_s, clip.clear_m, clip.obstacles)
    for track in tracks:
        if track.speeds.max() > MOST_SPEED:
            raise ChoreographyError(
                f"{clip.name}: cast {track.turn.person} would go {track.speeds.max():.2f} m/s on the turn "
                f"that starts at {track.turn.starts_s} s; at most {MOST_SPEED}. Give them more time"
            )
    strides = {number: Stride(member(number).body) for number in clip.cast}
    performers = [
        Performer(member(track.turn.person).body, strides[track.turn.person], track, loop_s)
        for track in tracks
    ]
    rehearsed = Rehearsed(clip, tuple(performers))
    _check_once(rehearsed)
    return rehearsed


def _check_once(rehearsed: Rehearsed) -> None:
    clip = rehearsed.clip
    for frame in range(1, clip.frames + 1):
        people = [
            performer.track.turn.person
            for performer in rehearsed.performers
            if performer.is_on(clip.time_of(frame))
        ]
        doubled = {person for person in people if people.count(person) > 1}
        if doubled:
            raise ChoreographyError(
                f"{clip.name}: cast {min(doubled)} would be in two places at {clip.time_of(frame):.1f} s; "
                "move one of their turns"
            )
