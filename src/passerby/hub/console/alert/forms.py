"""The form of an alert rule."""

from datetime import time
from typing import Any

from django import forms
from django.db.models import QuerySet

from passerby.hub.alerts.models import AlertRule
from passerby.hub.alerts.schedule import WEEK
from passerby.hub.console.alert.subjects import key_of, subjects
from passerby.hub.sites.models import Site

MOST_THRESHOLD = 1_000_000


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

    def clean_threshold(self) -> float:
        """More than nothing, and a number that can be reached."""
        threshold: float = self.cleaned_data["threshold"]
        if not 0 <= threshold <= MOST_THRESHOLD:
            raise forms.ValidationError(f"The limit is a number from 0 to {MOST_THRESHOLD:,}.")
        return threshold

    def clean(self) -> dict[str, Any]:
        """Hold the fields against one another."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        subject = self._subjects.get(cleaned.get("subject", ""))
        needs_zone = cleaned.get("kind") in (AlertRule.Kind.DENSITY, AlertRule.Kind.DWELL)
        if needs_zone and subject is not None and not (subject.zone or _has_zones(subject.camera)):
            self.add_error(
                "subject", "Density and waiting are measured in zones; draw one at a camera first."
            )
        if subject is not None and subject.zone and cleaned.get("kind") == AlertRule.Kind.CAMERA_DOWN:
            self.add_error("subject", "A zone cannot lose its picture; choose the camera or the site.")
        if (cleaned.get("begins") is None) != (cleaned.get("ends") is None):
            self.add_error("ends", "Give both times, or none.")
        return cleaned

    def save(self, commit: bool = True) -> AlertRule:
        """Store the rule."""
        subject = self._subjects[self.cleaned_data["subject"]]
        self.instance.site, self.instance.camera = subject.site, subject.camera
        self.instance.zone = subject.zone
        self.instance.from_minute = _minute(self.cleaned_data["begins"])
        self.instance.until_minute = _minute(self.cleaned_data["ends"])
        return super().save(commit)


def _has_zones(camera: Any) -> bool:
    return camera is None or camera.zones.exists()


def _minute(at: time | None) -> int:
    return 0 if at is None else at.hour * 60 + at.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
