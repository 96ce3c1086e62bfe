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
_SECRET_IN_PATH = re.compile(
    r"(?i)((?:pass|pwd|passwd|token|secret|key|auth|sig|cred|pw|pas)[\w.-]*=)[^&;/]*"
)


def mask_userinfo(netloc: str) -> str:
    """The part before the host: `user:***@`, or `***@` for a name alone, which may well be a token."""
    userinfo, at, _ = netloc.rpartition("@")
    if not at:
        return ""
    user, colon, _ = userinfo.partition(":")
    return f"{user}:{HIDDEN}@" if colon else f"{HIDDEN}@"


def mask_path(path: str) -> str:
    """The path; some cameras take `password=…` in it."""
    return _SECRET_IN_PATH.sub(rf"\1{HIDDEN}", path)


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
