"""A console of its own for browser tests, in a process of its own: `main`, once Django is set up.

It prints one line of JSON (where it is, whose cookies open it, which cameras it has), then obeys lines on
standard input until that ends; see `_obey`.
"""

import json
import os
import socket
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from passerby.bus.memory import MemoryBus
from passerby.cameras.health import CameraState
from passerby.crowd.scene_text import scene_from_toml
from passerby.events.camera_health import CameraHealthRecord, to_record
from passerby.footage import catalogue
from passerby.hub.accounts.models import Role
from passerby.hub.asgi import application
from passerby.hub.bus_link import LINK
from passerby.hub.crowd.buckets import hour_start
from passerby.hub.crowd.models import HourGrid, Series
from passerby.hub.crowd.row_keys import roll_up_key
from passerby.hub.live.board import BOARD
from passerby.hub.sites.models import Camera, CameraStatus, Site
from passerby.hub.sites.scenes import document_of, document_of_scene
from passerby.hub.sites.services import add_camera, add_site, remove_camera, replace_scene
from passerby.shapes.window import GRID_COLS, GRID_ROWS
from tests.hub.conftest import somebody
from tests.hub.console.camera_page.fake_agent import FakeAgent, drawn_scene
from tests.hub.seed import seed_history

HISTORY_DAYS = int(os.environ.get("PASSERBY_TEST_HISTORY_DAYS", "2"))


def main() -> None:
    """Serve until standard input ends."""
    settings.HOME.prepare()
    call_command("migrate", interactive=False, verbosity=0)
    site = add_site(
        name="Harbour Plaza", city="Lisbon", latitude=38.708, longitude=-9.137, time_zone="Europe/Lisbon",
        capacity=600, is_synthetic=True,
    )  # fmt: skip
    camera = _camera(site)
    with closing(MemoryBus()) as bus, LINK.using(bus), socket.create_server(("127.0.0.1", 0)) as listener:
        agent = FakeAgent(bus, camera.pk, _scene(), still=True)
        stopping = threading.Event()
        board = threading.Thread(target=BOARD.listen, args=(bus, stopping), daemon=True)
        board.start()
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off"))
        threading.Thread(target=_read_orders, args=(agent, camera, server), daemon=True).start()
        _introduce(listener, site, camera)
        server.run(sockets=[listener])
        stopping.set()
        board.join()
        agent.close()


def _camera(site: Site) -> Camera:
    """The synthetic plaza, with its own zones and lines, some days of history and an hour of health."""
    camera = add_camera(site, "synthetic:plaza", name="West entrance", loop=True)
    replace_scene(camera, _scene_document(), 0)
    seed_history(camera, 0.5, time.time(), HISTORY_DAYS, min(HISTORY_DAYS, 15))
    _walked(camera)
    now = time.time()
    for minute in range(60, 0, -1):
        state = CameraState.FAILED if minute in (20, 21) else CameraState.LIVE
        told = _health(camera, now - minute * 60, state)
        CameraStatus.objects.create(
            camera=camera, at=int(told.at * 1000), state=state, reason=told.reason, figures=to_record(told)
        )
    return camera


def _walked(camera: Camera) -> None:
    """An hour in which people went from the street to the door."""
    density, flow = (
        np.zeros((GRID_ROWS, GRID_COLS), np.float32),
        np.zeros((GRID_ROWS, GRID_COLS, 2), np.float32),
    )
    for step in range(9):
        density[7 - step // 2, 2 + step] = 600 + 200 * (step % 3)
        flow[7 - step // 2, 2 + step] = (60, -25)
    view = Series.objects.get(camera=camera, kind=Series.Kind.VIEW)
    hour = hour_start(int(time.time()), ZoneInfo(camera.site.time_zone))
    HourGrid.objects.create(
        key=roll_up_key(view.pk, hour), observed_s=3600, density_s=density.tobytes(), flow_s=flow.tobytes()
    )


def _health(camera: Camera, at: float, state: CameraState) -> CameraHealthRecord:
    is_live = state is CameraState.LIVE
    return CameraHealthRecord(
        camera=camera.pk, at=at, state=state, reason="" if is_live else "connection refused",
        since=at - 300, next_try_at=None if is_live else at + 8, received=61_204,
        dropped=12,
        damaged=0, reconnects=1, fps=10.0, codec="h264", width=768, height=432, analysed=61_180, skipped=0,
        lag_p50_s=0.18, lag_p95_s=0.34, note="",
    )  # fmt: skip


def _scene_document() -> dict[str, Any]:
    text = catalogue.SHIPPED.find("plaza").video.with_suffix(".toml").read_text(encoding="utf-8")
    scene = document_of_scene(scene_from_toml(text, "plaza.toml"))
    scene["zones"][0]["kind"] = "queue"
    return scene


def _scene() -> bytes:
    path = os.environ.get("PASSERBY_TEST_SCENE")
    return Path(path).read_bytes() if path else drawn_scene()


def _introduce(listener: socket.socket, site: Site, camera: Camera) -> None:
    cookies = {
        "alice": _cookie("alice", Role.ADMIN),
        "bob": _cookie("bob", Role.OPERATOR, site),
        "olga": _cookie("olga", Role.OFFICER),
    }
    print(  # noqa: T201 - what the parent process reads
        json.dumps(
            {
                "address": f"http://127.0.0.1:{listener.getsockname()[1]}",
                "cookies": cookies,
                "site": site.pk,
                "camera": camera.pk,
            }
        ),
        flush=True,
    )


def _cookie(name: str, role: Role, *sites: Site) -> str:
    client = Client()
    client.force_login(somebody(name, role, *sites))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _read_orders(agent: FakeAgent, camera: Camera, server: uvicorn.Server) -> None:
    for line in sys.stdin:
        _obey(line.strip(), agent, camera)
        print("done", flush=True)  # noqa: T201 - what the parent process waits for
    BOARD.close()
    server.should_exit = True


def _obey(order: str, agent: FakeAgent, camera: Camera) -> None:
    """away, back, failed, live: the agent. delete: the camera. reset, rename ZONE: its scene."""
    what, _, name = order.partition(" ")
    if what == "delete":
        remove_camera(Camera.objects.get(pk=camera.pk))
    elif what == "reset":
        stored = Camera.objects.get(pk=camera.pk)
        replace_scene(stored, _scene_document(), stored.scene_revision)
    elif what == "rename":
        stored = Camera.objects.get(pk=camera.pk)
        scene = document_of(stored)
        scene["zones"][0]["name"] = name
        replace_scene(stored, scene, stored.scene_revision, saved_by="Carol")
    else:
        agent.do(what)
