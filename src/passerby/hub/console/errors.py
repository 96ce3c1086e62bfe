"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof of origin is gone, mostly because its page stood open for long."""
    return render(request, "errors/stale_form.html", status=403)
