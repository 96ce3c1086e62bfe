"""What of a network address may be shown. A parameter is hidden unless it is known to be harmless."""

import re
from urllib.parse import unquote

HIDDEN = "***"

_HARMLESS = frozenset(
    {
        *(
            "cam",
            "camera",
            "channel",
            "chn",
            "codec",
            "compression",
            "fps",
            "framerate",
            "height",
            "livestream",
        ),
        *("mode", "number", "proto", "quality", "res", "resolution", "rotation", "size", "stream", "subtype"),
        *("tcp", "transportmode", "type", "udp", "unicast", "videocodec", "width"),
    }
)
_TELLING = re.compile(r"(?i)pas|pw|token|secret|key|auth|sig|cred")
_BETWEEN_PARAMETERS = re.compile(r"(?i)([&;]|%26|%3b)")
_EQUALS, _COLON = re.compile(r"(?i)=|%3d"), re.compile(r"(?i):|%3a")
_MAY_HOLD_A_PASSWORD = re.compile(r"[@:?=]")

# What makers call their streams, for names that people read. Anything else in a path may be a token.
_PLAIN_WORDS = frozenset(
    {
        *("amp", "av", "axis", "c", "cam", "camera", "cameras", "cgi", "ch", "channel", "channels"),
        *("feed", "h", "hd", "high", "index", "input", "jpeg", "jpg", "live", "low", "main", "media"),
        *("mjpeg", "mjpg", "mp", "mpeg", "multicast", "onvif", "play", "preview", "primary", "profile"),
        *("profiles", "realmonitor", "s", "sd", "sdp", "secondary", "stream", "streaming", "streams"),
        *("sub", "substream", "track", "ts", "unicast", "v", "video", "videos", "x"),
    }
)
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,24}")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_MOST_DIGITS = 3
_MOST_NUMBERS = 2


def mask_userinfo(netloc: str) -> str:
    """The part before the host: `user:***@`, or `***@` for a name alone, which may well be a token."""
    userinfo, at, _ = netloc.rpartition("@")
    if not at:
        return ""
    user, colon, _ = userinfo.partition(":")
    return f"{user}:{HIDDEN}@" if colon else f"{HIDDEN}@"


def mask_path(path: str) -> str:
    """The path; some cameras take `password=…` or `user:password` in it."""
    segments = path.split("/")
    return "/".join("".join(map(_mask_in_path, _BETWEEN_PARAMETERS.split(segment))) for segment in segments)


def _mask_in_path(part: str) -> str:
    for equals in _EQUALS.finditer(part):
        if _TELLING.search(unquote(part[: equals.start()])):
            return part[: equals.end()] + HIDDEN
    colon = _COLON.search(part)
    return part if colon is None else part[: colon.end()] + HIDDEN


def plain_path(path: str) -> str:
    """The path for a camera's name, where it holds nothing but the usual words and short numbers; else empty.

    A token in a path looks like any other word, so only known words pass.
    """
    segments = [segment for segment in path.split("/") if segment]
    return "".join(f"/{segment}" for segment in segments) if all(map(_is_plain, segments)) else ""


def _is_plain(segment: str) -> bool:
    words = _WORD.findall(segment)
    numbers = [word for word in words if word.isdigit()]
    return (
        _PLAIN.fullmatch(segment) is not None
        and len(numbers) <= _MOST_NUMBERS
        and all(len(number) <= _MOST_DIGITS for number in numbers)
        and all(word.isdigit() or word.lower() in _PLAIN_WORDS for word in words)
    )


def may_hold_a_password(text: str) -> bool:
    """Whether text taken for a path or device may be a mistyped network address, and must not be repeated."""
    return _MAY_HOLD_A_PASSWORD.search(unquote(text)) is not None


def mask_query(query: str) -> str:
    """The query with its `?`, or nothing; values stay readable only under names known to be harmless."""
    if not query:
        return ""
    return "?" + "&".join(_mask_parameter(parameter) for parameter in re.split("[&;]", query))


def _mask_parameter(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    if not equals:
        return name if unquote(name).lower() in _HARMLESS else HIDDEN
    harmless = unquote(name).lower() in _HARMLESS and len(value) <= 16
    return f"{name}={value if harmless else HIDDEN}"
