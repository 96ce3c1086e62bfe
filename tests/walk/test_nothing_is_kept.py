"""What an installation that is watched leaves on its disk and in its log: no picture, no camera's secret."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from passerby.bench.console_visitor import sign_in, visitor
from tests.support.ports import free_port

PICTURES = {
    "JPEG": re.compile(rb"\xff\xd8\xff[\xdb\xe0\xe1\xee]"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WebP": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "video": re.compile(rb"ftyp(isom|iso2|mp4|avc1)"),
    "JPEG as text": re.compile(rb"/9j/4AAQ"),
    "PNG as text": re.compile(rb"iVBORw0KGgo"),
}
PASSWORD = "quiet-otter-in-the-fog"


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    made = {name: tmp_path / name for name in ("home", "temporary")}
    for folder in made.values():
        folder.mkdir(mode=0o700)
    return made


@pytest.fixture
def link(folders: dict[str, Path]) -> Iterator[str]:
    """A way into a demonstration whose files all lie in these folders."""
    environment = os.environ | {"TMPDIR": str(folders["temporary"])}
    words = [sys.executable, "-u", "-m", "passerby.cli.main"]
    home = ["--home", str(folders["home"])]
    # What it logs is looked through as well.
    log = (folders["temporary"] / "passerby.log").open("wb")
    process = subprocess.Popen(
        [*words, "up", "--demo", "--no-open", *home, "--port", str(free_port())],
        stdout=subprocess.PIPE, stderr=log, text=True, env=environment,
    )  # fmt: skip
    try:
        found = next(
            (f for line in process.stdout or () if (f := re.search(r"http\S+/link/\S+", line))), None
        )
        assert found is not None, "the demonstration did not start"
        passerby = partial(subprocess.run, text=True, check=True, env=environment)
        passerby([*words, "site", "add", "Depot", *home])
        address = f"rtsp://operator:{PASSWORD}@192.0.2.1/stream"
        passerby([*words, "camera", "add", "Depot", "Yard", "-", *home], input=address)
        yield found.group()
    finally:
        process.terminate()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()
        log.close()


@pytest.mark.timeout(300)
def test_while_somebody_watches_no_picture_and_no_password_reaches_the_disk(
    link: str, folders: dict[str, Path]
) -> None:
    asyncio.run(watch(link))
    files = [path for folder in folders.values() for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    assert any(path.suffix == ".log" for path in files)
    for path in files:
        content = path.read_bytes()
        found = [name for name, pattern in PICTURES.items() if pattern.search(content)]
        assert not found, f"{path.relative_to(folders['home'].parent)} holds {found}"
        assert PASSWORD.encode() not in content, path


async def watch(link: str) -> None:
    """Sign in, and look at a camera both ways until pictures of either have come."""
    async with visitor(link.split("/link/")[0]) as client:
        await sign_in(client, link)
        sites = set(re.findall(r'href="(/sites/\w{12}/)"', (await client.get("/")).text))
        pages = [(await client.get(site)).text for site in sites]
        cameras = {camera for page in pages for camera in re.findall(r'href="/cameras/(\w{12})/"', page)}
        assert cameras
        for mode in ("ghost", "pixelated"):
            async with asyncio.timeout(60):
                looks = [asyncio.create_task(picture(client, camera, mode)) for camera in cameras]
                done, waiting = await asyncio.wait(looks, return_when=asyncio.FIRST_COMPLETED)
                for look in waiting:
                    look.cancel()
                for look in done:
                    look.result()


async def picture(client: httpx.AsyncClient, camera: str, mode: str) -> None:
    """Read the live view until some pictures have come."""
    async with client.stream("GET", f"/live/cameras/{camera}/view", params={"mode": mode}) as answer:
        seen = 0
        async for line in answer.aiter_lines():
            seen += line.startswith("data: data:image/jpeg;base64,")
            if seen == (1 if mode == "ghost" else 5):
                return
    raise AssertionError(f"the view {mode} ended without a picture")
