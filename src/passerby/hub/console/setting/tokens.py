"""Tokens: what programs show instead of signing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from passerby.hub.access import ACCESS_OF_OTHERS, Action, access, staff_of
from passerby.hub.accounts.models import Token
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.tokens import make_token, revoke_token
from passerby.hub.confirming import typed_before
from passerby.hub.console.setting.forms import TokenForm
from passerby.hub.console.setting.sections import sections


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access(ACCESS_OF_OTHERS)
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens there are, and the form for another; a new one's secret is shown this once."""
    form, secret = TokenForm(request.POST or typed_before(request)), ""
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        _, secret = make_token(
            fields["name"], [Scope(scope) for scope in fields["scopes"]], by=staff_of(request),
            sites=form.sites_chosen(), all_sites=fields["all_sites"], expires_at=form.expires_at(),
        )  # fmt: skip
        form = TokenForm()
    is_refused = request.method == "POST" and not secret
    context = {
        "sections": sections(request, "settings_tokens"),
        "form": form,
        "secret": secret,
        "tokens": Token.objects.filter(revoked_at=None).select_related("created_by").order_by("name"),
    }
    return render(request, "setting/tokens.html", context, status=422 if is_refused else 200)


@require_POST
@access(Action.MANAGE)
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Let a token work no more."""
    token = get_object_or_404(Token, pk=token_id)
    revoke_token(token, by=staff_of(request))
    messages.success(request, f"The token {token.name} works no more.")
    return redirect("settings_tokens")
