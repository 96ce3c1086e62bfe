"""The addresses that the frame of a page names, so that it can be drawn without the pages behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """An empty page."""
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="overview"),
    path("", include("passerby.hub.console.shell.urls")),
    path("sign-in/", nothing, name="account_login"),
    path("sign-out/", nothing, name="account_logout"),
    path("password/", nothing, name="account_change_password"),
    path("second-factor/", nothing, name="mfa_index"),
]
