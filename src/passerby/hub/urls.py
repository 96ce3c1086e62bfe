"""Every address of the hub. Each view brings its own access rule; see `hub.access`."""

from allauth.account import urls as account_urls
from allauth.mfa import urls as second_factor_urls
from django.urls import URLPattern, URLResolver, include, path

from passerby.hub.access import ALL_STAFF, EVERYBODY, ruled

_SIGNED_OUT = {"account_login", "account_logout"}


def _accounts() -> list[URLPattern | URLResolver]:
    """The pages of allauth that staff need: in, out, one's password, and a proof that one is still there."""
    wanted = {*_SIGNED_OUT, "account_change_password", "account_reauthenticate"}
    patterns = [pattern for pattern in account_urls.urlpatterns if getattr(pattern, "name", "") in wanted]
    signed_out = [pattern for pattern in patterns if pattern.name in _SIGNED_OUT]
    return [*ruled(EVERYBODY, signed_out), *ruled(ALL_STAFF, patterns)]


urlpatterns = [
    path("", include("passerby.hub.console.urls")),
    path("", include("passerby.hub.accounts.urls")),
    path("live/", include("passerby.hub.live.urls")),
    path("accounts/", include(_accounts())),
    path("accounts/2fa/", include(ruled(ALL_STAFF, second_factor_urls.urlpatterns))),
]
