"""Walking through the pages of accounts as a browser does."""

import re
import time
from urllib.parse import urlsplit

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client, override_settings

HOST = "https://passerby.example"
PASSWORD = "correct horse battery"


def path_of(link: str) -> str:
    """The address of a link without its host."""
    assert link.startswith(HOST)
    return urlsplit(link).path


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))


def set_up_app(browser: Client) -> str:
    """Set up an authenticator app, and return where that led."""
    page = browser.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200, page.headers
    # The half minute may end between making the code and its check.
    with override_settings(MFA_TOTP_TOLERANCE=1):
        code = code_of(browser.session[SECRET_SESSION_KEY])
        answer = browser.post("/accounts/2fa/totp/activate/", {"code": code})
    assert answer.status_code == 302
    # A code is good once; a test does not wait half a minute for the next.
    cache.clear()
    return str(answer.headers["Location"])


def text_of(html: bytes) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).split())
