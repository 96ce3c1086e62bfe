"""Asks who is signed in to confirm that it is still them, before anything that gives or takes access.

A browser that somebody left open must not be enough for that. What was sent is not done later by itself: who
has confirmed comes back to the page with what they typed, and sends it again past the one door.
"""

import time
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from passerby.hub.accounts.models import Staff

WITHIN_S = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

_TYPED = "typed_before_confirming"
_PROOF_OF_ORIGIN = "csrfmiddlewaretoken"
_MOST_TYPED = 20_000


def confirmed_lately(request: HttpRequest) -> bool:
    """Whether the person signed in, or confirmed that it is them, within WITHIN_S.

    Also who has neither a password nor a second factor: they came by a link of the machine's own terminal,
    and there is nothing that they could be asked for.
    """
    if not isinstance(request.user, Staff):
        return False
    proofs = get_authentication_records(request, request.user)
    newest = max((proof["at"] for proof in proofs), default=0.0)
    if time.time() - newest < WITHIN_S:
        return True
    return not get_adapter(request).get_reauthentication_methods(request.user)


def note_sign_in(request: HttpRequest, staff: Staff, method: str) -> None:
    """Note that the person has just shown who they are, in a way that allauth does not know."""
    record_authentication(request, staff, method=method)


def ask_to_confirm(request: HttpRequest) -> HttpResponse:
    """Send somebody to confirm that it is them, and from there back to the page that they were on."""
    back = _page_of(request)
    typed = request.POST.copy() if back == request.path else QueryDict(mutable=True)
    typed.pop(_PROOF_OF_ORIGIN, None)
    fields = typed.urlencode()
    request.session[_TYPED] = {"page": back, "fields": fields if len(fields) <= _MOST_TYPED else ""}
    return redirect(f"{resolve_url('account_reauthenticate')}?{urlencode({'next': back})}")


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What the person sent from this page before they were asked to confirm, once; None for nothing.

    Only for a page that is looked at, so that what was kept is shown and never done. Tells who comes back
    from being asked that it was not done yet.
    """
    kept = request.session.get(_TYPED)
    if request.method != "GET" or kept is None or kept["page"] != request.path:
        return None
    del request.session[_TYPED]
    if not confirmed_lately(request):
        return None
    messages.info(request, "Thank you. Nothing was changed yet: look it over, and send it again.")
    return QueryDict(kept["fields"]) if kept["fields"] else None


def _page_of(request: HttpRequest) -> str:
    """The page whose form was sent; the first page where the browser does not say."""
    said = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        return urlsplit(said).path
    return resolve_url(settings.LOGIN_REDIRECT_URL)
