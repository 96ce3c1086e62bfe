"""Alerts: what the rules found."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from passerby.hub.accounts.scopes import Scope
from passerby.hub.alerts.models import Alert
from passerby.hub.alerts.services import acknowledge
from passerby.hub.api.door import Caller, caller_of, operation
from passerby.hub.api.parameters import DEFAULT_LIMIT, Id, Limit

router = Router(tags=["alerts"])

_Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class AlertOut(Schema):
    """Something a rule found. It is open until ended_at is set."""

    id: int
    site_id: str
    camera_id: str | None
    text: str
    began_at: datetime
    ended_at: datetime | None
    worst: float
    acknowledged_at: datetime | None
    acknowledged_by: str | None

    @staticmethod
    def resolve_acknowledged_by(alert: Alert) -> str | None:
        """The name of who looks after it."""
        return alert.acknowledged_by.username if alert.acknowledged_by else None


class AlertsOut(Schema):
    """Some alerts, the newest first. next: ask for the older ones with `before`; null at the end."""

    items: list[AlertOut]
    next: int | None


class AlertsQuery(Schema):
    """Which alerts. open: only those that are, or are not, open. site: of this site only."""

    open: bool | None = None
    site: Id | None = None
    limit: Limit = DEFAULT_LIMIT
    before: _Number | None = None


@operation(router, "GET", "/alerts", Scope.READ_ALERTS, AlertsOut)
def list_alerts(request: HttpRequest, query: Query[AlertsQuery]) -> dict[str, Any]:
    """Alerts at the sites that are open to the caller."""
    caller = caller_of(request)
    alerts = Alert.objects.filter(site__in=[caller.site(query.site)] if query.site else caller.sites)
    if query.open is not None:
        alerts = alerts.filter(ended_at__isnull=query.open)
    if query.before is not None:
        alerts = alerts.filter(pk__lt=query.before)
    found = list(alerts.select_related("acknowledged_by").order_by("-pk")[: query.limit + 1])
    items = found[: query.limit]
    return {"items": items, "next": items[-1].pk if len(found) > query.limit else None}


@operation(router, "POST", "/alerts/{alert_id}/acknowledge", Scope.WRITE_ALERTS, AlertOut)
def acknowledge_alert(request: HttpRequest, alert_id: _Number) -> Alert:
    """Say that somebody looks after an alert; whoever said so first stays named."""
    caller = caller_of(request)
    acknowledge(_alert(caller, alert_id).pk, caller.answerable)
    return _alert(caller, alert_id)


def _alert(caller: Caller, alert_id: int) -> Alert:
    alerts = Alert.objects.select_related("acknowledged_by")
    alert = alerts.filter(pk=alert_id, site__in=caller.sites).first()
    if alert is None:
        raise Http404("there is no such alert, or its site is not open to you")
    return alert
