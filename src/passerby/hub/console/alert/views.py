"""Pages of alerts: what needs a look, what did, and the rules that find it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from passerby.hub.access import Action, access, may, sites_of, staff_of
from passerby.hub.alerts import services
from passerby.hub.alerts.models import Alert, AlertRule
from passerby.hub.alerts.rules import remove_rule
from passerby.hub.alerts.words import schedule_of, value_text
from passerby.hub.console.alert.forms import RuleForm
from passerby.hub.sites.models import Site
from passerby.shapes.errors import RuleError

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as the list shows it."""

    rule: AlertRule
    limit: str
    schedule: str


def _sites(request: HttpRequest) -> QuerySet[Site]:
    return sites_of(staff_of(request))


def _rule_or_404(request: HttpRequest, rule_id: int) -> AlertRule:
    rules = AlertRule.objects.select_related("site", "camera").filter(site__in=_sites(request))
    rule = rules.filter(pk=rule_id).first()
    if rule is None:
        raise Http404("no such rule, or it is not at one of your sites")
    return rule


@require_safe
@access(Action.VIEW)
def alerts(request: HttpRequest) -> HttpResponse:
    """Open alerts, the rules, and what was found before."""
    mine = Alert.objects.filter(site__in=_sites(request)).select_related(
        "rule", "site", "camera", "acknowledged_by"
    )
    page = Paginator(mine.exclude(ended_at=None), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "open": [(alert, _worst(alert)) for alert in mine.filter(ended_at=None)],
        "page": page,
        "past": [(alert, _worst(alert)) for alert in page.object_list],
        "rules": _rule_lines(request),
        "may_acknowledge": may(staff_of(request), Action.ACKNOWLEDGE),
        "may_edit": may(staff_of(request), Action.EDIT),
        "has_sites": _sites(request).exists(),
        "live_url": reverse("live_overview"),
    }
    name = "alert/open.html" if request.headers.get("HX-Request") else "alert/alerts.html"
    return render(request, name, context)


@require_POST
@access(Action.ACKNOWLEDGE)
def acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Say that one looks after it."""
    alert = (
        Alert.objects.filter(pk=alert_id, site__in=_sites(request)).select_related("acknowledged_by").first()
    )
    if alert is None:
        raise Http404("no such alert, or it is not at one of your sites")
    if services.acknowledge(alert_id, staff_of(request)):
        messages.success(request, "You look after it now; it is no longer counted as needing a look.")
    else:
        messages.info(request, f"{alert.acknowledged_by or 'Somebody'} looks after it already.")
    return redirect("alerts")


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.EDIT)
def rule_new(request: HttpRequest) -> HttpResponse:
    """Add a rule."""
    return _rule_page(request, AlertRule())


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.EDIT)
def rule_edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change a rule."""
    return _rule_page(request, _rule_or_404(request, rule_id))


@require_POST
@access(Action.EDIT)
def rule_delete(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Delete a rule; what it found stays in the history."""
    rule = _rule_or_404(request, rule_id)
    remove_rule(rule)
    messages.success(request, f"The rule {rule.name} is deleted. What it found stays in the history.")
    return redirect("alerts")


def _rule_page(request: HttpRequest, rule: AlertRule) -> HttpResponse:
    form = RuleForm(request.POST or None, instance=rule, sites=_sites(request))
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The rule {saved.name} is in force." if saved.enabled else "Saved.")
            return redirect("alerts")
    status = 422 if form.is_bound else 200
    return render(request, "alert/rule.html", {"form": form, "rule": rule}, status=status)


def _rule_lines(request: HttpRequest) -> list[RuleLine]:
    rules = AlertRule.objects.filter(site__in=_sites(request)).select_related("site", "camera")
    return [RuleLine(rule, value_text(rule.kind, rule.threshold), str(schedule_of(rule))) for rule in rules]


def _worst(alert: Alert) -> str:
    return value_text(alert.rule.kind, alert.worst) if alert.rule else f"{alert.worst:g}"
