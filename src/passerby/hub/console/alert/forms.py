"""The form of an alert rule."""

from datetime import time
from typing import Any

from django import forms
from django.db.models import QuerySet

from passerby.hub.alerts.models import AlertRule
from passerby.hub.alerts.rules import RuleFields, add_rule, change_rule
from passerby.hub.alerts.schedule import WEEK
from passerby.hub.console.alert.subjects import key_of, subjects
from passerby.hub.sites.models import Site
from passerby.shapes.errors import RuleError

_FIELD = {"site": "subject", "camera": "subject", "zone": "subject"}
"""Where the form asks for what a rule keeps in several fields."""


class RuleForm(forms.ModelForm[AlertRule]):
    """What to watch, from what value on, and when."""

    subject = forms.ChoiceField(label="Where")
    days = forms.TypedMultipleChoiceField(
        label="On which days",
        choices=list(enumerate(WEEK)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None means every day.",
    )
    begins = forms.TimeField(
        label="From", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label="Until",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="In the site's own time; both empty means all day. It may run over midnight.",
    )

    class Meta:
        model = AlertRule
        fields = ("name", "subject", "kind", "threshold", "lasts_s", "cool_down_s", "days", "enabled")
        labels = {
            "kind": "Tell when there are",
            "threshold": "Limit",
            "lasts_s": "For at least (seconds)",
            "cool_down_s": "Then keep silent for (seconds)",
            "enabled": "In force",
        }
        help_texts = {
            "threshold": "People, people per square metre, seconds of waiting, or seconds without a picture.",
            "lasts_s": "How long it must last before it is told.",
            "cool_down_s": "After it is over, so that one crowd is told once.",
        }

    field_order = (
        "name", "subject", "kind", "threshold", "lasts_s", "cool_down_s", "days", "begins", "ends", "enabled",
    )  # fmt: skip

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._subjects = {subject.key: subject for subject in subjects(sites)}
        choices = [(key, subject.label) for key, subject in self._subjects.items()]
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices
        if self.instance.pk:
            self.initial["subject"] = key_of(self.instance)
            if self.instance.from_minute != self.instance.until_minute:
                self.initial["begins"] = _time(self.instance.from_minute)
                self.initial["ends"] = _time(self.instance.until_minute)

    def clean(self) -> dict[str, Any]:
        """Hold the times against one another."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("begins") is None) != (cleaned.get("ends") is None):
            self.add_error("ends", "Give both times, or none.")
        return cleaned

    def save(self, commit: bool = True) -> AlertRule:
        """Store the rule. Raises RuleError, which `refuse` takes."""
        cleaned, subject = self.cleaned_data, self._subjects[self.cleaned_data["subject"]]
        fields = RuleFields(
            site=subject.site,
            camera=subject.camera,
            zone=subject.zone,
            name=cleaned["name"],
            kind=cleaned["kind"],
            threshold=cleaned["threshold"],
            lasts_s=cleaned["lasts_s"],
            cool_down_s=cleaned["cool_down_s"],
            days=sorted(set(cleaned["days"])),
            from_minute=_minute(cleaned["begins"]),
            until_minute=_minute(cleaned["ends"]),
            enabled=cleaned["enabled"],
        )
        return change_rule(self.instance, **fields) if self.instance.pk else add_rule(**fields)

    def refuse(self, error: RuleError) -> None:
        """Say beside its field why the rule was not stored."""
        field = _FIELD.get(error.field, error.field)
        self.add_error(field if field in self.fields else None, str(error))


def _minute(at: time | None) -> int:
    return 0 if at is None else at.hour * 60 + at.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
