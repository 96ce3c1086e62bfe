"""An agent without a camera: it answers previews of a drawn scene, in which people walk as a table says."""

import base64
import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from io import BytesIO

from PIL import Image, ImageDraw

from passerby.bus.bus import Bus
from passerby.cameras.health import CameraState
from passerby.events.live import LiveCamera, LiveLine, LiveZone, to_bytes
from passerby.footage import catalogue
from passerby.passes.keys import SitePrivateKey
from passerby.passes.sealing import open_sealed

SIZE_WH = (768, 432)
FPS = 10
TRAIL = 14

Box = tuple[float, float, float, float]


def drawn_scene() -> bytes:
    """A square with three houses, as a JPEG."""
    picture = Image.new("RGB", SIZE_WH, "#39424a")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 150, 768, 432), fill="#4a545c")
    for left in range(-600, 1400, 130):
        pen.line((384 + (left - 384) * 0.35, 150, left, 432), fill="#56616a", width=2)
    for box in ((70, 60, 220, 150), (300, 40, 490, 150), (560, 70, 690, 150)):
        pen.rectangle(box, fill="#2d353c")
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def plaza_boxes() -> dict[int, list[tuple[int, Box]]]:
    """Who is where in each frame of the synthetic plaza: (person, box), normalised."""
    video = catalogue.SHIPPED.find("plaza").video
    frames: dict[int, list[tuple[int, Box]]] = {}
    for line in video.with_suffix(".mot.txt").read_text(encoding="utf-8").splitlines():
        frame, person, left, top, width, height = (float(text) for text in line.split(",")[:6])
        box = (left / 768, top / 432, (left + width) / 768, (top + height) / 432)
        frames.setdefault(int(frame), []).append((int(person), box))
    return frames


class FakeAgent:
    """Serves one camera until `close`. `do` takes what a test wants to happen."""

    def __init__(self, bus: Bus, camera_id: str, scene: bytes, still: bool) -> None:
        self._bus, self._camera_id, self._scene = bus, camera_id, scene
        self._frames = plaza_boxes()
        self._still = still
        self._key = SitePrivateKey.generate()
        self._state = CameraState.LIVE
        self._reason = ""
        self._started_at = time.time()
        self._stopping = threading.Event()
        self._served = ExitStack()
        self._answer()
        self._teller = threading.Thread(target=self._tell, daemon=True)
        self._teller.start()

    def do(self, what: str) -> None:
        """away, back, failed, or live."""
        if what == "away":
            self._served.close()
        elif what == "back":
            self._served.close()
            self._answer()
        else:
            self._state = CameraState(what)
            self._reason = "" if what == "live" else "the camera refused the password"

    def close(self) -> None:
        """Answer no more."""
        self._stopping.set()
        self._teller.join()
        self._served.close()

    def _answer(self) -> None:
        handlers: dict[str, Callable[[bytes], bytes]] = {
            "preview/local": self._preview,
            "probe/local": self._probe,
            "site-keys/local": self._site_key,
        }
        self._served = ExitStack()
        for subject, handler in handlers.items():
            self._served.enter_context(self._bus.serve(subject, handler))

    def _tell(self) -> None:
        while not self._stopping.wait(0.3):
            now = time.time()
            live = LiveCamera(
                camera=self._camera_id, at=now, captured_at=now - 0.2, state=self._state, reason=self._reason,
                fps=10.0, lag_s=0.21, people_now=len(self._people()), zones=(LiveZone("queue", 3, 71.0),),
                lines=(LiveLine("entrance", 1, 0),), window_started_at=now - 4,
            )  # fmt: skip
            self._bus.put(f"live/{self._camera_id}", to_bytes(live))

    def _frame(self) -> int:
        return 60 if self._still else int((time.time() - self._started_at) * FPS) % len(self._frames) + 1

    def _people(self) -> list[tuple[int, Box]]:
        return self._frames.get(self._frame(), [])

    def _preview(self, question: bytes) -> bytes:
        asked = json.loads(question)
        header = json.dumps(
            {
                "captured_at": time.time(), "width": SIZE_WH[0], "height": SIZE_WH[1],
                "state": self._state.value,
                "note": "", "scene_revision": 1, "known_share": 1.0, "marks": self._marks(),
                "zones": [{"name": "queue", "people_now": 3, "dwell_mean_s": 71.0}],
                "lines": [{"name": "entrance", "entered": 1, "left": 0}],
            }
        ).encode()  # fmt: skip
        picture = b"" if asked["mode"] == "ghost" and asked["scene_revision"] == 1 else self._scene
        return len(header).to_bytes(4, "big") + header + picture

    def _marks(self) -> list[dict[str, object]]:
        now = self._frame()
        return [{"box": box, "trail": self._trail(person, now)} for person, box in self._people()]

    def _trail(self, person: int, now: int) -> list[list[float]]:
        boxes = [dict(self._frames.get(at, [])).get(person) for at in range(max(now - TRAIL, 1), now + 1, 2)]
        return [[(box[0] + box[2]) / 2, box[3]] for box in boxes if box]

    def _probe(self, question: bytes) -> bytes:
        address = open_sealed(self._key, base64.b64decode(json.loads(question)["sealed_address"])).decode()
        if "wrong" in address:
            return json.dumps({"ok": False, "reason": "the camera refused the password"}).encode()
        return json.dumps({"ok": True, "width": 1920, "height": 1080, "fps": 25.0, "codec": "h264"}).encode()

    def _site_key(self, _: bytes) -> bytes:
        return json.dumps({"public_key": self._key.public_key.to_text()}).encode()
