"""Changes of alerts, for the console, the API and the clock alike."""

from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from passerby.hub.accounts.models import Staff
from passerby.hub.alerts.models import Alert, AlertRule
from passerby.hub.alerts.words import alert_text
from passerby.hub.sites.models import Site


def begin(rule: AlertRule, value: float, since: float) -> Alert | None:
    """Store that the rule found something. None when another process has told it already."""
    try:
        with transaction.atomic():
            return Alert.objects.create(
                rule=rule,
                site_id=rule.site_id,
                camera_id=rule.camera_id,
                text=alert_text(rule),
                began_at=_moment(since),
                worst=value,
            )
    except IntegrityError:
        return None


def worsen(rule: AlertRule, value: float) -> None:
    """Note the highest value of the rule's open alert."""
    Alert.objects.filter(rule=rule, ended_at=None, worst__lt=value).update(worst=value)


def conclude(rule: AlertRule, at: float) -> None:
    """The rule's open alert is over."""
    Alert.objects.filter(rule=rule, ended_at=None).update(ended_at=_moment(at))


def acknowledge(alert_id: int, staff: Staff) -> bool:
    """Say that somebody looks after the alert; False when somebody else has said so before."""
    return bool(
        Alert.objects.filter(pk=alert_id, acknowledged_at=None).update(
            acknowledged_at=timezone.now(), acknowledged_by=staff
        )
    )


def waiting_count(sites: QuerySet[Site]) -> int:
    """How many alerts of these sites are open and looked after by nobody."""
    return Alert.objects.filter(site__in=sites, ended_at=None, acknowledged_at=None).count()


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
