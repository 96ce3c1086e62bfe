"""A real RTSP server on loopback, for tests. Runs under the system's Python, which has GStreamer's bindings.

Serves an H.264 byte stream (Annex B, an access unit delimiter before every picture, no B-pictures) at its own
speed under /stream, and prints `ready PORT` once it listens. Needs the Debian packages python3-gi,
gir1.2-gst-rtsp-server-1.0, gstreamer1.0-plugins-good and gstreamer1.0-plugins-bad.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtspServer  # noqa: E402  the versions must be named first

DELIMITER = b"\x00\x00\x00\x01\x09"
LAUNCH = (
    "( appsrc name=source is-live=true format=time caps=video/x-h264,stream-format=byte-stream,alignment=au "
    "! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)


class ClipFactory(GstRtspServer.RTSPMediaFactory):  # type: ignore[misc]  # GStreamer's bindings carry no types
    """Gives each visitor the clip from its first picture on."""

    def __init__(self, pictures: list[bytes], fps: float, *, loop: bool) -> None:
        super().__init__()
        self._pictures, self._loop = pictures, loop
        self._duration = round(Gst.SECOND / fps)
        self.set_launch(LAUNCH)

    def do_configure(self, media: Any) -> None:
        """Start feeding a new visitor's pipeline."""
        source = media.get_element().get_child_by_name("source")
        position = iter(range(sys.maxsize if self._loop else len(self._pictures)))
        source.connect("need-data", lambda _source, _length: self._feed(source, position))

    def _feed(self, source: Any, position: Any) -> None:
        index = next(position, None)
        if index is None:
            source.emit("end-of-stream")
            return
        buffer = Gst.Buffer.new_wrapped(self._pictures[index % len(self._pictures)])
        buffer.pts = buffer.dts = index * self._duration
        buffer.duration = self._duration
        source.emit("push-buffer", buffer)


def split_pictures(stream: bytes) -> list[bytes]:
    """The access units of an Annex B stream, each with its delimiter."""
    return [DELIMITER + unit for unit in stream.split(DELIMITER)[1:]]


def guard(server: Any, factory: Any, user: str, password: str) -> None:
    """Let in only the visitor who knows the password (Basic authentication)."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "visitor")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("visitor", "media.factory.access", True)
    permissions.add_permission_for_role("visitor", "media.factory.construct", True)
    factory.set_permissions(permissions)


def encrypt(server: Any, certificate: Path) -> None:
    """Speak TLS with a certificate and its key from one PEM file."""
    auth = server.get_auth() or GstRtspServer.RTSPAuth()
    auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(str(certificate)))
    server.set_auth(auth)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("clip", type=Path)
    parser.add_argument("--fps", type=float, required=True)
    parser.add_argument("--port", default="0")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument(
        "--once", action="store_true", help="end the stream after the clip instead of looping"
    )
    options = parser.parse_args()
    Gst.init(None)
    server = GstRtspServer.RTSPServer(address="127.0.0.1", service=options.port)
    factory = ClipFactory(split_pictures(options.clip.read_bytes()), options.fps, loop=not options.once)
    if options.user:
        guard(server, factory, options.user, options.password)
    if options.certificate:
        encrypt(server, options.certificate)
    server.get_mount_points().add_factory("/stream", factory)
    if not server.attach(None):
        sys.exit(f"cannot listen on port {options.port}")
    print("ready", server.get_bound_port(), flush=True)  # noqa: T201  the caller reads the port here
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
