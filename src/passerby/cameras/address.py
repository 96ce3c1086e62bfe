"""A camera's address: text from outside, checked against an allow-list, its secrets kept out of sight."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from passerby.cameras.masking import mask_path, mask_query, mask_userinfo, may_hold_a_password, plain_path
from passerby.footage import catalogue
from passerby.shapes.errors import AddressError, FootageError

MAX_LENGTH = 2048
MAX_LABEL = 60
FORMS = "rtsp://, rtsps://, http://, https://, usb:0, synthetic:plaza, or the path of a file or folder"

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")
_USB_DEVICE = re.compile(r"/dev/(video[0-9]{1,3}|v4l/by-(id|path)/[A-Za-z0-9._:+-]+)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,19}")
# Of 7 and 8 bits, line and paragraph separators, and marks that turn the direction of what follows them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_NOT_REPEATED = "(not repeated here: it may hold a password)"


class AddressKind(StrEnum):
    """What an address leads to."""

    RTSP = "rtsp"
    HTTP = "http"
    USB = "usb"
    FILE = "file"
    FOLDER = "folder"


_NETWORK_KINDS = {
    "rtsp": AddressKind.RTSP,
    "rtsps": AddressKind.RTSP,
    "http": AddressKind.HTTP,
    "https": AddressKind.HTTP,
}


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where a camera is. Made by `parse` alone.

    kind: what it leads to. masked: the address with passwords, tokens and unknown parameters as `***`. label:
    a short masked name for a person. `str` and `repr` show the masked form; only `reveal` gives the rest.
    """

    kind: AddressKind
    masked: str
    label: str
    _secret: str = field(repr=False)
    clip: catalogue.Clip | None = None

    @property
    def is_live(self) -> bool:
        """Whether it plays at its own pace and cannot be read faster: RTSP, HTTP and USB."""
        return self.kind in (AddressKind.RTSP, AddressKind.HTTP, AddressKind.USB)

    @property
    def is_network(self) -> bool:
        """Whether it is reached over the network: RTSP and HTTP."""
        return self.kind in (AddressKind.RTSP, AddressKind.HTTP)

    @property
    def is_encrypted(self) -> bool:
        """Whether it is reached over TLS: rtsps and https."""
        return self.is_network and self._secret.startswith(("rtsps:", "https:"))

    def reveal(self) -> str:
        """The whole address, password included; for opening the camera, never for showing or logging."""
        return self._secret

    def __repr__(self) -> str:
        return f"Address({self.masked})"

    def __str__(self) -> str:
        return self.masked


def parse(text: str) -> Address:
    """Check an address and say what it leads to.

    Raises AddressError for any form outside the allow-list, and for a path where there is nothing. Relative
    paths are taken from the current folder, now, so that the address means the same later.
    """
    text = text.strip()
    if not text:
        raise AddressError(f"an address is needed: {FORMS}; got an empty one")
    if len(text) > MAX_LENGTH:
        raise AddressError(f"an address has at most {MAX_LENGTH} characters; got {len(text)}")
    if _CONTROL.search(text):
        raise AddressError(
            "an address must not hold control characters, nor marks that change the direction of text; type "
            "it again rather than pasting it"
        )
    if _USB_DEVICE.fullmatch(text):
        return _usb(text)
    if text.startswith(("/", "./", "../", "~")):
        return _local(text)
    prefix, colon, rest = text.partition(":")
    if colon and "/" not in prefix:
        return _with_scheme(prefix, rest)
    return _local(text)


def _with_scheme(prefix: str, rest: str) -> Address:
    """An address with something before its first colon: FFmpeg would take that for a protocol."""
    scheme = prefix.lower()
    if scheme in _NETWORK_KINDS:
        return _network(scheme, rest)
    if scheme == "usb":
        return _usb(rest)
    if scheme == "file":
        return _file_url(rest)
    if scheme == "synthetic":
        return _synthetic(rest)
    named = f"{scheme}:" if _SCHEME.fullmatch(scheme) else "what stands before its colon"
    raise AddressError(
        f"{named} is not a kind of address that Passerby opens; use {FORMS}. "
        "For a file whose name holds a colon, write ./ before it"
    )


def _network(scheme: str, rest: str) -> Address:
    if not rest.startswith("//"):
        raise AddressError(f"a {scheme} address starts with {scheme}:// and then names the camera's host")
    if any(character in rest for character in " \\#"):
        raise AddressError(
            f"this {scheme} address holds a space, a backslash or a #; in a user name, password or path "
            "write %20, %5C or %23 for them"
        )
    url = f"{scheme}:{rest}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        # The standard library's text quotes the address; ours must not.
        raise AddressError(
            f"this {scheme} address has no valid host and port (1 to 65535); where a password holds / ? # : "
            "or @, write %2F %3F %23 %3A or %40 for it"
        ) from None
    _check_network(scheme, parts, host, port)
    shown_host = f"[{host}]" if ":" in host else host
    place = shown_host if port is None else f"{shown_host}:{port}"
    shown = f"{mask_userinfo(parts.netloc)}{place}{mask_path(parts.path)}{mask_query(parts.query)}"
    label = _shorten(place + plain_path(parts.path))
    return Address(_NETWORK_KINDS[scheme], f"{scheme}://{shown}", label, url)


def _check_network(scheme: str, parts: SplitResult, host: str, port: int | None) -> None:
    if not host:
        raise AddressError(f"this {scheme} address names no host; write {scheme}://HOST/PATH")
    if not _HOST.fullmatch(host):
        raise AddressError(
            f"this {scheme} address has a host that is neither a name (letters, digits, dots, hyphens) nor "
            "an IP number; where a password holds / or @, write %2F or %40 for it"
        )
    # A password with / or ? in it ends the host too early, and its first half would be taken for one.
    if "@" in parts.path + parts.query:
        raise AddressError(
            f"this {scheme} address holds an @ after its host; where a password holds / or ?, write %2F or "
            "%3F for it, and write %40 for an @ in a password or path"
        )
    if port == 0:
        raise AddressError(f"this {scheme} address has port 0; ports run from 1 to 65535")
    # FFmpeg decodes the user name and puts it into a header line, which a line break would split.
    if _CONTROL.search(unquote(parts.netloc)):
        raise AddressError(f"this {scheme} address has control characters in its user name or password")


def _usb(text: str) -> Address:
    device = f"/dev/video{text}" if text.isascii() and text.isdigit() else text
    if not _USB_DEVICE.fullmatch(device):
        found = f"something else {_NOT_REPEATED}" if may_hold_a_password(text) else f"usb:{text[:40]!r}"
        raise AddressError(
            f"a USB camera is usb:0 (its number) or usb:/dev/video0; got {found}. "
            "`ls /dev/video*` shows which there are"
        )
    return Address(AddressKind.USB, f"usb:{device}", device.removeprefix("/dev/"), device)


def _file_url(rest: str) -> Address:
    if not rest.startswith(("///", "//localhost/")):
        raise AddressError("a file address is file:///PATH, with three slashes and the whole path")
    path = unquote(rest.removeprefix("//").removeprefix("localhost"))
    if _CONTROL.search(path):
        raise AddressError("a file address must not hold control characters, written as %00 or otherwise")
    return _usb(path) if _USB_DEVICE.fullmatch(path) else _local(path)


def _synthetic(name: str) -> Address:
    """A clip that ships with Passerby: a file, under a name that says that nobody in it exists."""
    try:
        clip = catalogue.SHIPPED.find(name)
    except FootageError as error:
        raise AddressError(str(error)) from None
    return Address(AddressKind.FILE, f"synthetic:{name}", _shorten(clip.label), str(clip.video), clip)


def _local(text: str) -> Address:
    try:
        path = Path(text).expanduser().absolute()
        is_folder, is_file, is_there = path.is_dir(), path.is_file(), path.exists()
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such user"
        shown = _NOT_REPEATED if may_hold_a_password(text) else repr(text)
        raise AddressError(f"the path {shown} cannot be looked at: {reason}") from None
    if is_folder:
        return Address(AddressKind.FOLDER, str(path), _shorten(f"{path.name}/"), str(path))
    if is_file:
        return Address(AddressKind.FILE, str(path), _shorten(path.name), str(path))
    if is_there:
        raise AddressError(f"{path} is neither a file nor a folder; a USB camera is written usb:0")
    shown = f"at that path {_NOT_REPEATED}" if may_hold_a_password(text) else str(path)
    raise AddressError(
        f"there is no file or folder {shown}; a camera's address starts with rtsp:// or http://"
    )


def _shorten(label: str) -> str:
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"
