"""What the editor of zones and lines asks and stores, as JSON."""

import json
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from passerby.hub.access import Action, access, camera_or_404
from passerby.hub.console.camera.history_notes import history_notes
from passerby.hub.console.camera.scene_problems import problems_of
from passerby.hub.sites.models import Camera
from passerby.hub.sites.scenes import document_of
from passerby.hub.sites.services import replace_scene
from passerby.shapes.errors import SceneConflictError, SceneError, SiteError


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@access(Action.EDIT)
def scene(request: HttpRequest, camera_id: str) -> HttpResponse:
    """GET: the stored scene. POST: store another, `{"scene": …, "revision": the one that was edited}`.

    Answers 409 with the stored scene where somebody else saved meanwhile, and 422 with the hub's words for a
    scene that cannot be.
    """
    camera = camera_or_404(request, camera_id)
    if request.method != "POST":
        return JsonResponse(_stored(camera))
    try:
        document, revision = _sent(request.body)
        replace_scene(camera, document, revision, saved_by=str(request.user))
    except SceneConflictError as error:
        camera.refresh_from_db()
        return JsonResponse({"detail": str(error), **_stored(camera)}, status=409)
    except (SceneError, SiteError) as error:
        return JsonResponse({"detail": str(error)}, status=422)
    return JsonResponse(_stored(camera))


@require_POST
@never_cache
@access(Action.EDIT)
def check(request: HttpRequest, camera_id: str) -> HttpResponse:
    """What would be refused of a scene, and what becomes of its history; stored nowhere.

    `{"scene": …}` gives `{"problems": […], "history": [sentences]}`.
    """
    camera = camera_or_404(request, camera_id)
    try:
        document = _object(_object(_json(request.body)).get("scene"))
    except SceneError as error:
        return JsonResponse({"detail": str(error)}, status=422)
    problems = [asdict(problem) for problem in problems_of(document)]
    return JsonResponse({"problems": problems, "history": history_notes(camera, document)})


def _stored(camera: Camera) -> dict[str, Any]:
    return {"scene": document_of(camera), "revision": camera.scene_revision}


def _sent(body: bytes) -> tuple[dict[str, Any], int]:
    sent = _object(_json(body))
    revision = sent.get("revision")
    if type(revision) is not int:
        raise SceneError(f"revision must be the whole number that was edited; got {str(revision)[:40]}")
    return _object(sent.get("scene")), revision


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SceneError("what was sent is not JSON; load the page again") from error


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SceneError(f"a JSON object was wanted; got {str(value)[:40]!r}; load the page again")
    return value
