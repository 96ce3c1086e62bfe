"""Every address of the hub. Each view brings its own access rule; see `hub.access`."""

from collections.abc import Sequence

from allauth.account import urls as account_urls
from allauth.mfa import urls as second_factor_urls
from django.urls import URLPattern, URLResolver, include, path

from passerby.hub.access import EVERYBODY, SETTING_UP, ruled

_SIGNING_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
_OWN_ACCOUNT = {"account_change_password", "account_set_password", "account_reauthenticate"}


def _accounts() -> list[URLPattern | URLResolver]:
    """The pages of allauth that staff need: in, out, one's password, and a proof that one is still there."""
    wanted = _SIGNING_IN | _OWN_ACCOUNT
    return _ruled([pattern for pattern in account_urls.urlpatterns if getattr(pattern, "name", "") in wanted])


def _ruled(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Who is still signing in is nobody yet; all other pages of allauth are for who has signed in."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _ruled(pattern.url_patterns)
        else:
            ruled(EVERYBODY if pattern.name in _SIGNING_IN else SETTING_UP, [pattern])
    return list(patterns)


urlpatterns = [
    path("", include("passerby.hub.console.urls")),
    path("", include("passerby.hub.accounts.urls")),
    path("live/", include("passerby.hub.live.urls")),
    path("api/", include("passerby.hub.api.urls")),
    path("accounts/", include(_accounts())),
    path("accounts/2fa/", include(_ruled(second_factor_urls.urlpatterns))),
]
