"""An open source of pictures: a stream or file (`StreamSource`) or a folder (`pictures.FolderSource`)."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from passerby.cameras.address import Address, AddressKind
from passerby.cameras.faults import reading_fault
from passerby.cameras.images import MAX_PIXELS, check_size
from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import NotAVideoError

_MOST_FAULTS_IN_A_ROW = 50
_MOST_PILED_UP = 250
_A_WAIT_S = 0.005

# These carry no times; FFmpeg would make them up at 25 pictures a second.
_UNTIMED = frozenset({"mpjpeg", "mjpeg", "h264", "hevc", "m4v", "mpegvideo", "obu"})


@dataclass(frozen=True, slots=True, eq=False)
class RawPicture:
    """A decoded picture in its own pixel format. stream_s: its own timestamp in seconds, None without one."""

    picture: VideoFrame
    stream_s: float | None


class PictureSource(Protocol):
    """What can be read for pictures, once, from the first to the last.

    container, codec: their short names. size_wh: (0, 0) while unknown. fps: declared, None where not.
    expected_frames: by the index of a file, None where there is none. damaged: packets that could not be
    decoded. live_edge: timestamp in seconds and monotonic arrival of a packet that did not wait in a buffer,
    known from the first picture of a live stream on. missing: packets that the index of a file names and its
    data lacks, known at the end. is_finite: has an end, so that it can be paced and looped.
    """

    container: str
    codec: str
    size_wh: tuple[int, int]
    fps: float | None
    expected_frames: int | None
    damaged: int
    missing: int
    is_finite: bool
    live_edge: tuple[float, float] | None

    def pictures(self) -> Iterator[RawPicture]:
        """The pictures in order; raises CameraError where a stream breaks off."""

    def close(self) -> None:
        """Let go of the connection or file."""


class StreamSource:
    """The pictures of an open container's main video stream. Owns the container, also when it fails."""

    def __init__(
        self, container: InputContainer, address: Address, options: CameraOptions, *, threads: str
    ) -> None:
        self._container, self._address, self._options = container, address, options
        try:
            self._stream = _main_video(container, address)
            self._prepare(threads)
        except NotAVideoError:
            container.close()
            raise
        rate = self._stream.average_rate or self._stream.guessed_rate
        self.container = container.format.name.split(",")[0]
        self.codec = self._stream.codec_context.name
        self.size_wh = (self._stream.codec_context.width, self._stream.codec_context.height)
        self.fps = float(rate) if rate else None
        self.is_finite = not address.is_live or container.duration is not None or self._is_whole_file()
        self.expected_frames = self._stream.frames or None
        self.damaged = self.missing = 0
        self.live_edge: tuple[float, float] | None = None
        self._is_timed = self.is_finite or self.container not in _UNTIMED

    def _prepare(self, threads: str) -> None:
        context = self._stream.codec_context
        check_size((context.width, context.height))
        # For a resolution that changes later. FFmpeg counts its padding too, so the exact limit is ours.
        context.options = {"max_pixels": str(2 * MAX_PIXELS)}
        self._stream.thread_type = threads

    def _is_whole_file(self) -> bool:
        """Whether a web server says how long its answer is, and so that it ends.

        Motion JPEG is live all the same: some cameras announce a made-up length for it.
        """
        is_http = self._address.kind is AddressKind.HTTP
        return is_http and self.container != "mpjpeg" and self._container.size > 0

    @property
    def has_audio(self) -> bool:
        """Whether a sound track came along. It is never read."""
        return bool(self._container.streams.audio)

    @property
    def pixel_format(self) -> str:
        """The name of the pictures' own pixel format, empty where it is not known before the first."""
        return self._stream.codec_context.pix_fmt or ""

    def pictures(self) -> Iterator[RawPicture]:
        """The pictures in order. Packets that cannot be decoded are counted and passed over."""
        places = 0
        for packet in self._packets() if self.is_finite else self._from_live_edge(self._packets()):
            places = self._places_filled(places, packet)
            for picture in self._decode(packet):
                yield RawPicture(picture, picture.time if self._is_timed else None)
        if self.container != "avi" or _is_cut_short(self._address):
            self.missing = max(0, (self.expected_frames or 0) - places)

    def close(self) -> None:
        """Close the container."""
        self._container.close()

    def _places_filled(self, places: int, packet: "Packet[VideoStream]") -> int:
        """How many of the frames that an index names have been read, with this packet."""
        if packet.size == 0:
            return places
        # An AVI index also names the places where a picture was left out; timestamps there count places.
        return packet.dts + 1 if self.container == "avi" and packet.dts is not None else places + 1

    def _from_live_edge(self, packets: Iterator["Packet[VideoStream]"]) -> Iterator["Packet[VideoStream]"]:
        """All packets; those that piled up during opening are held until the first that had to be waited for.

        They are still compressed, so this costs little memory; it shows by how much the first ones are late.
        """
        piled_up: list[Packet[VideoStream]] = []
        asked = time.monotonic()
        for packet in packets:
            now = time.monotonic()
            piled_up.append(packet)
            if now - asked > _A_WAIT_S or len(piled_up) >= _MOST_PILED_UP:
                if self._is_timed and packet.pts is not None and packet.time_base is not None:
                    self.live_edge = (float(packet.pts * packet.time_base), now)
                break
            asked = now
        _date_first(piled_up)
        yield from piled_up
        yield from packets

    def _packets(self) -> Iterator["Packet[VideoStream]"]:
        """Packets to the end, over damaged places; each fault ends PyAV's own iterator, so begin another."""
        faults = 0
        while faults <= _MOST_FAULTS_IN_A_ROW:
            try:
                for packet in self._container.demux(self._stream):
                    faults = 0
                    yield packet
            except av.error.InvalidDataError:
                self.damaged += 1
                faults += 1
            except av.FFmpegError as error:
                fault = reading_fault(error, self._address, self._options)
                break
            else:
                return
        else:
            fault = NotAVideoError(f"{self._address} is damaged beyond reading from some point on")
        # Raised out here so that FFmpeg's error, which holds the password, is not even kept as context.
        raise fault

    def _decode(self, packet: "Packet[VideoStream]") -> list[VideoFrame]:
        try:
            pictures = packet.decode()
        except av.FFmpegError:
            # Decoding touches no file and no network: whatever failed, it was this packet.
            self.damaged += 1
            return []
        self.damaged += packet.is_corrupt
        return pictures


def _main_video(container: InputContainer, address: Address) -> VideoStream:
    """The first video track that is not a cover picture."""
    tracks = [track for track in container.streams.video if not track.disposition & Disposition.attached_pic]
    if not tracks:
        raise NotAVideoError(f"{address} holds no video track; it may be sound alone")
    if tracks[0].codec_context is None:
        raise NotAVideoError(f"{address} is coded in a way that this installation of FFmpeg cannot decode")
    return tracks[0]


def _is_cut_short(address: Address) -> bool:
    """Whether an AVI file is shorter than its header says. Its frame count alone may name empty places."""
    if address.kind is not AddressKind.FILE:
        return False
    path = Path(address.reveal())
    try:
        with path.open("rb") as file:
            header = file.read(8)
        return int.from_bytes(header[4:], "little") + 8 > path.stat().st_size
    except OSError:
        # The file was deleted or unplugged while it was read: its frames are safe, this alone stays unknown.
        return False


def _date_first(packets: "list[Packet[VideoStream]]") -> None:
    """Date the first packet, which FFmpeg's RTP reader leaves undated: one step before the second."""
    if len(packets) < 3 or packets[0].pts is not None:
        return
    second, third = packets[1].pts, packets[2].pts
    if second is not None and third is not None and third > second:
        packets[0].pts = 2 * second - third
