"""What is drawn on a camera's picture: read whole, and replaced whole."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from passerby.hub.accounts.scopes import Scope
from passerby.hub.api.door import caller_of, operation
from passerby.hub.api.errors import ConflictOut
from passerby.hub.api.parameters import Id, Name
from passerby.hub.sites.models import Camera
from passerby.hub.sites.scenes import MAX_CAPACITY, document_of
from passerby.hub.sites.services import replace_scene
from passerby.shapes.scene import DEFAULT_RESET_HOUR, MAX_ITEMS, MAX_POINTS

router = Router(tags=["scenes"])

Point = Annotated[
    list[float], Field(min_length=2, max_length=2, description="x and y, 0 to 1 on the picture.")
]
Polygon = Annotated[list[Point], Field(min_length=3, max_length=MAX_POINTS)]
Segment = Annotated[list[Point], Field(min_length=2, max_length=2)]
Four = Annotated[list[Point], Field(min_length=4, max_length=4)]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class ZoneDocument(_Strict):
    """A polygon. kind: queue where waiting people's dwell is of interest."""

    name: Name
    kind: Literal["area", "queue"] = "area"
    points: Polygon
    capacity: Annotated[int, Field(ge=0, le=MAX_CAPACITY)] | None = None


class LineDocument(_Strict):
    """A directed segment. is_entrance: who crosses it enters or leaves the site."""

    name: Name
    points: Segment
    is_entrance: bool = True


class CalibrationDocument(_Strict):
    """Four points of the ground on the picture, and where they lie in metres, in the same order."""

    picture: Four
    ground_m: Four


class SceneDocument(_Strict):
    """A whole scene. scene_revision: when replacing, the one that was read."""

    scene_revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    zones: Annotated[list[ZoneDocument], Field(max_length=MAX_ITEMS)] = []
    lines: Annotated[list[LineDocument], Field(max_length=MAX_ITEMS)] = []
    calibration: CalibrationDocument | None = None
    presence_zone: Name = ""
    reset_hour: Annotated[int, Field(ge=0, le=23)] = DEFAULT_RESET_HOUR


@operation(router, "GET", "/cameras/{camera_id}/scene", Scope.READ_SITES, SceneDocument)
def get_scene(request: HttpRequest, camera_id: Id) -> dict[str, Any]:
    """The zones, lines and calibration of a camera."""
    return _told(caller_of(request).camera(camera_id))


@operation(
    router, "PUT", "/cameras/{camera_id}/scene", Scope.WRITE_CAMERAS, SceneDocument, errors={409: ConflictOut}
)
def put_scene(request: HttpRequest, camera_id: Id, scene: SceneDocument) -> dict[str, Any]:
    """Replace the whole scene of a camera, unless somebody else did meanwhile."""
    caller = caller_of(request)
    camera = caller.camera(camera_id)
    document = scene.model_dump(exclude={"scene_revision"})
    replace_scene(camera, document, scene.scene_revision, saved_by=str(caller.answerable))
    return _told(camera)


def _told(camera: Camera) -> dict[str, Any]:
    return {"scene_revision": camera.scene_revision, **document_of(camera)}
