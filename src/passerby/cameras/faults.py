"""FFmpeg's errors as ours. FFmpeg's own carry the whole address; ours carry only its masked form."""

import errno
import os
from pathlib import Path

import av.error

from passerby.cameras.address import Address, AddressKind
from passerby.cameras.diagnosis import explain
from passerby.cameras.options import CameraOptions
from passerby.shapes.errors import CameraError, CameraRefusedError, NotAVideoError

_REFUSED = (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError)
_TIMED_OUT = (av.error.TimeoutError, av.error.ExitError)
_DEVICES = Path("/dev")
_HINTS = {
    "tcp": "if it is slow to send, raise stall_timeout_s",
    "udp": "if a firewall stands between, choose the tcp transport",
}
_NOT_VIDEO = (
    av.error.InvalidDataError,
    av.error.ArgumentError,
    av.error.LookupError,
    av.error.PatchWelcomeError,
    av.error.NotImplementedError,
    av.error.EOFError,
)


def opening_fault(
    error: av.FFmpegError, address: Address, options: CameraOptions, waited_s: float
) -> CameraError:
    """What went wrong while a source was being opened, in our words, after so many seconds of trying."""
    if address.is_network:
        # An interrupted handshake comes back as invalid data, or worse: the clock tells it from an answer.
        gave_up = waited_s >= options.open_timeout_s and not isinstance(error, av.error.HTTPError)
        timed_out = gave_up or isinstance(error, _TIMED_OUT)
        return no_answer_fault(address, options) if timed_out else _network_fault(error, address, options)
    if address.kind is AddressKind.USB:
        return _usb_fault(error, address)
    if isinstance(error, av.error.PermissionError):
        return CameraError(f"{address} may not be read by this user; change its permissions")
    if isinstance(error, av.error.FileNotFoundError):
        return CameraError(f"there is no file {address} any more")
    if not isinstance(error, _NOT_VIDEO):
        return CameraError(f"{address} cannot be read ({_reason(error)}); check the disk it is on")
    return NotAVideoError(
        f"{address} is not a video that Passerby can open: it is damaged, cut short before its index, or "
        "another kind of file (playlists are refused); play it in a video player to see which"
    )


def reading_fault(error: av.FFmpegError, address: Address, options: CameraOptions) -> CameraError:
    """What went wrong in the middle of an open stream, in our words."""
    if isinstance(error, _TIMED_OUT):
        return stall_fault(address, options)
    if address.kind is AddressKind.USB:
        return CameraError(f"{address} broke off ({_reason(error)}); see that it is still plugged in")
    return CameraError(f"{address} broke off ({_reason(error)})")


def stall_fault(address: Address, options: CameraOptions) -> CameraError:
    """An open camera that has gone silent."""
    limit_s, hint = f"{options.stall_timeout_s:g} s", _HINTS[options.transport]
    return CameraError(f"{address} is connected but gave no picture for {limit_s}; {hint}")


def no_answer_fault(address: Address, options: CameraOptions) -> CameraError:
    """A camera that could not be opened in time."""
    limit_s = f"{options.open_timeout_s:g} s"
    return CameraError(
        f"{address} did not answer within {limit_s}; check that the camera is on and reachable"
    )


def _network_fault(error: av.FFmpegError, address: Address, options: CameraOptions) -> CameraError:
    if isinstance(error, _REFUSED):
        return CameraRefusedError(
            f"{address} refused the user name or password; correct them in the address (tried again only "
            f"every {options.refused_retry_s:g} s, so that the camera does not lock you out)"
        )
    if isinstance(error, av.error.HTTPNotFoundError):
        return CameraRefusedError(f"{address} answers, but has no such stream; check the path in its manual")
    if isinstance(error, av.error.HTTPError):
        return CameraError(f"{address} answered with an error of its own ({_reason(error)})")
    if isinstance(error, _NOT_VIDEO):
        return _wrong_answer(error, address, options)
    return CameraError(f"{address}: {explain(address, options) or f'connection lost ({_reason(error)})'}")


def _wrong_answer(error: av.FFmpegError, address: Address, options: CameraOptions) -> CameraError:
    """An answer that makes no sense as video, or a connection that never got so far as to carry one."""
    trouble = explain(address, options)
    if trouble is not None:
        return CameraError(f"{address}: {trouble}")
    if isinstance(error, av.error.EOFError):
        return CameraError(f"{address} closed the connection without sending a picture")
    return NotAVideoError(
        f"{address} answers, but not with a video stream that Passerby opens (a web page, a single picture, "
        "a playlist, or a pointer to another kind of address); look up the stream's address in the "
        "camera's manual"
    )


def check_device(address: Address) -> None:
    """See, without opening it, that a USB camera is there and that this user may read it.

    Raises CameraError, with the words that opening it would give.
    """
    device = Path(address.reveal())
    if not device.exists():
        raise _absent_fault(address)
    if not os.access(device, os.R_OK | os.W_OK):
        raise _denied_fault(address)


def _usb_fault(error: av.FFmpegError, address: Address) -> CameraError:
    if isinstance(error, av.error.FileNotFoundError) or error.errno in (errno.ENODEV, errno.ENXIO):
        return _absent_fault(address)
    if isinstance(error, av.error.PermissionError):
        return _denied_fault(address)
    if error.errno == errno.EBUSY:
        return CameraError(f"{address} is in use by another program; close that program")
    return NotAVideoError(
        f"{address} is not a camera that gives pictures ({_reason(error)}); some cameras have several "
        "devices, of which one does: try the others"
    )


def _absent_fault(address: Address) -> CameraError:
    there = ", ".join(str(device) for device in sorted(_DEVICES.glob("video*")))
    hint = (
        f"this machine has {there}"
        if there
        else ("this machine has none: plug one in, or hand its device to the container that Passerby runs in")
    )
    return CameraError(f"there is no camera at {address}; {hint}")


def _denied_fault(address: Address) -> CameraError:
    return CameraError(
        f"{address} may not be read by this user; add the user to the group `video`, and sign in anew"
    )


def _reason(error: av.FFmpegError) -> str:
    """FFmpeg's sentence alone: `str(error)` would add the address."""
    return (error.strerror or "unknown reason").lower()
