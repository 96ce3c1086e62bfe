"""Settings of one's own, and of the whole installation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from passerby.hub.access import Action, access
from passerby.hub.console.setting.forms import DetectorForm, RetentionForm
from passerby.hub.console.setting.sections import sections
from passerby.hub.crowd import kept
from passerby.hub.sites.models import Agent
from passerby.hub.sites.services import LOCAL_AGENT, choose_detector


@require_safe
@access(Action.VIEW)
def settings(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return render(request, "setting/account.html", {"sections": sections(request, "settings")})


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.MANAGE)
def detector(request: HttpRequest) -> HttpResponse:
    """What finds people, at each agent."""
    agents = list(Agent.objects.order_by("pk")) or [Agent(pk=LOCAL_AGENT)]
    sent = request.POST.get("agent") if request.method == "POST" else None
    forms = [
        (
            agent,
            DetectorForm(
                request.POST if agent.pk == sent else None, initial={"detector": agent.detector}, prefix=None
            ),
        )
        for agent in agents
    ]
    for agent, form in forms:
        if form.is_bound and form.is_valid():
            choose_detector(agent.pk, form.cleaned_data["detector"])
            messages.success(request, "Saved. The cameras begin with it in a few seconds.")
            return redirect("settings_detector")
    context = {"sections": sections(request, "settings_detector"), "forms": forms}
    return render(request, "setting/detector.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.MANAGE)
def retention(request: HttpRequest) -> HttpResponse:
    """How long figures are kept."""
    form = RetentionForm(request.POST or None, instance=kept.retention())
    if request.method == "POST" and form.is_valid():
        kept.change_retention(**form.cleaned_data)
        messages.success(
            request, "Saved. What is older is deleted within the hour, and cannot be brought back."
        )
        return redirect("settings_retention")
    context = {"sections": sections(request, "settings_retention"), "form": form}
    return render(request, "setting/retention.html", context, status=422 if form.is_bound else 200)
