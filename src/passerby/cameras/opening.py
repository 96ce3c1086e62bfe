"""From an address to an open container, with FFmpeg allowed only what that kind of address needs."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import av
from av.container import InputContainer

from passerby.cameras.address import Address, AddressKind
from passerby.cameras.diagnosis import authorities
from passerby.cameras.faults import opening_fault
from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import CameraError

# Demuxers that read one file or stream and never open what it names. Left out on purpose: hls, dash, concat,
# sdp, image2, imf, webm_dash_manifest, ffmetadata, lavfi: their input may point at any file or host.
CONTAINERS = (
    ""
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,ivf,obu,h264,hevc,m4v,mpegvideo,mjpeg,mpjpeg,yuv4mpegpipe,gif,nut,dv,mxf,wtv,rm"
)
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """What is handed to FFmpeg. url: with its password, so it is left out of `repr`."""

    url: str = field(repr=False)
    format: str | None
    options: dict[str, str]


def plan(address: Address, options: CameraOptions, *, with_audio: bool = False) -> OpenPlan:
    """How an address is opened; with_audio asks an RTSP camera for its sound too, to see if it has any."""
    if address.kind is AddressKind.RTSP:
        return OpenPlan(address.reveal(), "rtsp", _rtsp(options, with_audio=with_audio))
    if address.kind is AddressKind.HTTP:
        return OpenPlan(address.reveal(), None, _http(address, options))
    if address.kind is AddressKind.USB:
        return OpenPlan(
            address.reveal(), "v4l2", {"protocol_whitelist": "file", "format_whitelist": "video4linux2,v4l2"}
        )
    # The prefix keeps FFmpeg from reading a protocol into the file's name.
    return OpenPlan(
        f"file:{address.reveal()}", None, {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    )


def open_container(address: Address, options: CameraOptions, *, with_audio: bool = False) -> InputContainer:
    """Open a camera or file.

    Raises CameraRefusedError (wrong password, no such stream), NotAVideoError (opened, but no video that is
    allowed) or CameraError (not reachable, not readable).
    """
    if address.is_encrypted and options.verify_tls and authorities(options) is None:
        raise CameraError(
            f"{address} is encrypted, and no list of trusted authorities is on this machine; install the "
            "package ca-certificates, or name a PEM file in ca_file"
        )
    how = plan(address, options, with_audio=with_audio)
    timeout = (options.open_timeout_s, _longest_silence_s(options)) if address.is_live else None
    started = time.monotonic()
    try:
        return av.open(
            how.url, "r", format=how.format, options=how.options, timeout=timeout, metadata_errors="replace"
        )
    except av.FFmpegError as error:
        fault = opening_fault(error, address, options, time.monotonic() - started)
    # Raised out here so that FFmpeg's error, which holds the password, is not even kept as context.
    raise fault


def _longest_silence_s(options: CameraOptions) -> float:
    """FFmpeg's own limit, just beyond the keeper's: the keeper notices first, and this frees the thread."""
    return max(options.open_timeout_s, options.stall_timeout_s) + 1.0


def _rtsp(options: CameraOptions, *, with_audio: bool) -> dict[str, str]:
    return {
        "protocol_whitelist": "rtsp,rtp,udp,tcp,tls",
        "format_whitelist": "rtsp",
        "rtsp_transport": options.transport,
        "allowed_media_types": "video+audio" if with_audio else "video",
        "timeout": str(round(_longest_silence_s(options) * _MICROSECONDS)),
        # Room for a large key picture: over UDP the system's default loses packets of it.
        "buffer_size": str(2**20),
        # Guessing a frame rate would hold back dozens of pictures; time comes from their own stamps.
        "fpsprobesize": "0",
        **_tls(options),
    }


def _http(address: Address, options: CameraOptions) -> dict[str, str]:
    # An encrypted address must not be led to an open one by a redirect.
    protocols = "https,tls,tcp" if address.is_encrypted else "http,https,tls,tcp"
    return {
        "protocol_whitelist": protocols,
        "format_whitelist": CONTAINERS,
        "rw_timeout": str(round(_longest_silence_s(options) * _MICROSECONDS)),
        "user_agent": "passerby",
        # Keeps FFmpeg from a proxy named in the environment, which would learn the camera's password.
        "http_proxy": "none",
        "fpsprobesize": "0",
        **_tls(options),
    }


def _tls(options: CameraOptions) -> dict[str, str]:
    if not options.verify_tls:
        return {"tls_verify": "0"}
    trusted: Path | None = authorities(options)
    return {"tls_verify": "1", **({"ca_file": str(trusted)} if trusted else {})}
