"""The live view of a camera, passed on from its agent: redacted before it came here, and kept nowhere.

One stream of requests for each camera and mode, shared by all its viewers, and ended with the last of them.
"""

import asyncio
import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from passerby.hub.bus_link import bus
from passerby.hub.live.board import BOARD
from passerby.hub.live.event_stream import event, gone, json_event
from passerby.hub.live.topics import Topic, Topics
from passerby.hub.live.visits import ask_database
from passerby.hub.sites.models import Camera
from passerby.shapes.errors import BusError, NoAnswerError, RecordError

EVERY_S = 0.2
"""About five pictures a second."""

ANSWER_S = 5.0
ASK_AGAIN_S = 2.0
NOTHING_SEEN = 0
"""The revision to ask with when no picture is here; those of scenes begin with 1."""

_THREADS = ThreadPoolExecutor(16, thread_name_prefix="live view")
_MAX_HEADER_BYTES = 256 * 1024


class ViewMode(StrEnum):
    """How people are shown: as marks over the scene without them, or pixelated where they are."""

    GHOST = "ghost"
    PIXELATED = "pixelated"


@dataclass(frozen=True, slots=True)
class ViewKey:
    """Which view: of which camera, at which agent, in which mode."""

    camera_id: str
    agent_id: str
    mode: ViewMode


@dataclass(frozen=True, slots=True)
class Preview:
    """An agent's answer. picture: JPEG or WebP; b"" where the scene is as it was."""

    header: dict[str, Any]
    picture: bytes = field(repr=False)

    @property
    def scene_revision(self) -> int:
        """Which picture the marks belong on."""
        return int(self.header["scene_revision"])


def read_preview(answer: bytes) -> Preview:
    """Take an answer apart. Raises RecordError for one that is damaged, or whose picture is no picture."""
    length = int.from_bytes(answer[:4], "big")
    if not 0 < length <= min(_MAX_HEADER_BYTES, len(answer) - 4):
        raise RecordError(f"a preview's header cannot have {length} bytes in an answer of {len(answer)}")
    try:
        header = json.loads(answer[4 : 4 + length])
        preview = Preview(header, answer[4 + length :])
        revision = preview.scene_revision
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError("a preview's header must be JSON with a scene_revision") from error
    if preview.picture and not _media_type(preview.picture):
        raise RecordError(f"the picture of scene {revision} is neither JPEG nor WebP")
    return preview


def _media_type(picture: bytes) -> str:
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" else ""


async def fill_with_views(key: ViewKey, topic: Topic) -> None:
    """Ask the agent again and again, until nobody looks, the camera is deleted or the hub ends."""
    scene, revision, trouble = b"", NOTHING_SEEN, ""
    while not BOARD.is_closed:
        try:
            preview = await _ask(key, revision)
        except (BusError, RecordError) as error:
            if await _is_deleted(key.camera_id):
                last = gone("this camera was deleted", is_final=True)
                topic.say(last, last, is_last=True)
                return
            trouble, revision = _say_trouble(topic, error, trouble), NOTHING_SEEN
            await asyncio.sleep(ASK_AGAIN_S)
            continue
        trouble, changed = "", b""
        if preview.picture:
            revision = preview.scene_revision
            scene = changed = await asyncio.get_running_loop().run_in_executor(_THREADS, _scene, preview)
        view = json_event("view", preview.header)
        topic.say(scene + view, changed + view)
        await asyncio.sleep(EVERY_S)


def _say_trouble(topic: Topic, error: BusError | RecordError, before: str) -> str:
    """Tell viewers, unless they were told the same; what was told."""
    reason = "the agent of this camera does not answer" if isinstance(error, NoAnswerError) else str(error)
    if reason != before:
        told = gone(reason, is_final=False)
        topic.say(told, told)
    return reason


async def _ask(key: ViewKey, revision: int) -> Preview:
    question = {"camera": key.camera_id, "mode": key.mode.value, "scene_revision": revision}

    def ask() -> Preview:
        return read_preview(bus().request(f"preview/{key.agent_id}", json.dumps(question).encode(), ANSWER_S))

    return await asyncio.get_running_loop().run_in_executor(_THREADS, ask)


def _scene(preview: Preview) -> bytes:
    picture = base64.b64encode(preview.picture).decode()
    return event("scene", f"data:{_media_type(preview.picture)};base64,{picture}")


async def _is_deleted(camera_id: str) -> bool:
    return not await ask_database(Camera.objects.filter(pk=camera_id).exists)


VIEWS: Topics[ViewKey] = Topics(fill_with_views)
