"""A tiny hub: stores events once each, in order, says up to which, and configures an agent."""

import base64
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from passerby.bus.bus import Bus
from passerby.events import configuration as configurations
from passerby.events import window_record
from passerby.events.configuration import AgentConfiguration, CameraConfiguration
from passerby.events.envelope import Event, decode
from passerby.events.live import LiveCamera, from_bytes
from passerby.passes.keys import SitePublicKey
from passerby.passes.sealing import seal_to
from passerby.shapes.errors import NoAnswerError
from passerby.shapes.scene import Scene
from passerby.shapes.window import Window
from tests.support.waiting import eventually

AGENT = "local"
SITE = "site00000000"
NORTH, SOUTH, EAST = "north0000000", "south0000000", "east00000000"


class FakeHub:
    """Stores what one agent tells; a context manager. What it stored outlives it as `events`."""

    def __init__(self, bus: Bus, events: dict[int, Event] | None = None) -> None:
        self.bus = bus
        self.events: dict[int, Event] = {} if events is None else events
        self.doubles = 0
        self._revision = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake hub")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    @property
    def stored(self) -> int:
        """The high-water mark."""
        return max(self.events, default=0)

    def windows(self, camera: str = "") -> list[Window]:
        """The windows stored so far, of one camera or of all."""
        bodies = [event.body for event in list(self.events.values()) if event.kind == window_record.KIND]
        windows = [window_record.from_record(body, packs=True) for body in bodies]
        return [window for window in windows if camera in ("", window.camera)]

    def healths(self, camera: str) -> list[dict[str, object]]:
        """The health of one camera, as told, in order."""
        events = [event for event in list(self.events.values()) if event.kind == "camera.health"]
        return [dict(event.body) for event in events if event.body["camera"] == camera]

    def live(self, camera: str) -> LiveCamera | None:
        """What the camera sees now."""
        raw = self.bus.get(f"live/{camera}")
        return from_bytes(raw) if raw is not None else None

    def status(self) -> dict[str, object]:
        """What the agent says of itself."""
        told: dict[str, object] = json.loads(self.bus.get(f"agents/{AGENT}") or b"{}")
        return told

    def seal(self, address: str) -> bytes:
        """An address, sealed to the agent's key of the site; waits until it answers."""
        keys: list[str] = []

        def asked() -> bool:
            try:
                answer = self.bus.request(f"site-keys/{AGENT}", json.dumps({"site": SITE}).encode(), 2.0)
            except NoAnswerError:
                return False
            keys.append(json.loads(answer)["public_key"])
            return True

        eventually(asked)
        return seal_to(SitePublicKey.from_text(keys[-1]), address.encode())

    def configure(self, cameras: Sequence[CameraConfiguration], detector: str = "motion") -> None:
        """Tell the agent what to do."""
        self._revision += 1
        told = AgentConfiguration(AGENT, self._revision, detector, tuple(cameras))
        self.bus.put(f"configuration/{AGENT}", configurations.to_bytes(told))

    def _run(self) -> None:
        subscription = self.bus.subscribe(f"events/{AGENT}", "hub")
        self._say_stored()
        while not self._stopping.is_set():
            messages = subscription.fetch(100, 0.1)
            for message in messages:
                self._take(decode(message.payload))
                message.ack()
            if messages:
                self._say_stored()

    def _take(self, event: Event) -> None:
        if event.number == self.stored + 1:
            self.events[event.number] = event
        else:
            # One that it has, or one that comes too early: that will come again.
            self.doubles += event.number <= self.stored

    def _say_stored(self) -> None:
        self.bus.put(f"stored/{AGENT}", json.dumps({"number": self.stored}).encode())


@dataclass(frozen=True)
class Sealed:
    """Makes configurations of cameras whose address is sealed once."""

    hub: FakeHub

    def camera(
        self, name: str, address: object, scene: Scene | None = None, **changed: object
    ) -> CameraConfiguration:
        """A camera with windows of one second that plays a file in a loop."""
        wanted: dict[str, object] = {"window_s": 1.0, "loop": True, **changed}
        return CameraConfiguration(
            name,
            SITE,
            self.hub.seal(str(address)),
            scene or Scene(),
            **wanted,  # type: ignore[arg-type]
        )

    def question(self, address: str) -> bytes:
        """The question whether an address can be opened."""
        sealed = base64.b64encode(self.hub.seal(address)).decode()
        return json.dumps({"site": SITE, "sealed_address": sealed}).encode()
