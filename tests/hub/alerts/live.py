"""Live figures that a test sets."""

from passerby.cameras.health import CameraState
from passerby.events.live import LiveCamera, LiveZone


class SetLive:
    """What cameras tell just now, as a test says."""

    def __init__(self) -> None:
        self._told: dict[str, LiveCamera] = {}

    def camera(self, camera_id: str) -> LiveCamera | None:
        return self._told.get(camera_id)

    def tell(
        self,
        camera: str,
        people: int,
        state: CameraState = CameraState.LIVE,
        zones: tuple[LiveZone, ...] = (),
    ) -> None:
        self._told[camera] = LiveCamera(
            camera=camera, at=0.0, captured_at=0.0, state=state, reason="", fps=10.0, lag_s=0.1,
            people_now=people, zones=zones, lines=(), window_started_at=0.0,
        )  # fmt: skip

    def silence(self, camera: str) -> None:
        self._told.pop(camera, None)
