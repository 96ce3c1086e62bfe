"""Forms of the installation's settings."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from passerby.hub.accounts.models import Role, Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.crowd.kept import LONGEST_DAYS, RETENTION_KEYS, retention_problems
from passerby.hub.crowd.models import Retention
from passerby.hub.sites.models import Site
from passerby.vision.registry import CARDS, Task

_NETWORKS = [(card.name, card.title) for card in CARDS if card.task is Task.PEOPLE]
BUILT_IN = ("motion", "Built-in motion detector: needs no file; good for fixed wide views")
AUTOMATIC = ("auto", "The best one whose file is there")


class DetectorForm(forms.Form):
    """What finds people."""

    detector = forms.ChoiceField(label="Detector", choices=[AUTOMATIC, *_NETWORKS, BUILT_IN])


class RetentionForm(forms.ModelForm[Retention]):
    """How long each resolution is kept."""

    class Meta:
        model = Retention
        fields = RETENTION_KEYS
        labels = {
            "window_days": "Windows, as they were counted (days)",
            "minute_days": "Sums by minute (days)",
            "hour_days": "Sums by hour (days)",
            "health_days": "Health of cameras (days)",
        }
        help_texts = {
            "window_days": "Ten seconds each: what a camera's last hours are drawn from.",
            "minute_days": "What days are drawn from.",
            "hour_days": "What weeks and months are drawn from, and what is usual. Days are kept for good.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                field.min_value, field.max_value = 1, LONGEST_DAYS
                field.widget.attrs |= {"min": 1, "max": LONGEST_DAYS}

    def clean(self) -> dict[str, object]:
        """Each within range, and none shorter than what it is made of."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        for name, text in retention_problems(cleaned).items():
            self.add_error(name, text)
        return cleaned


class PlacesForm(forms.Form):
    """Which sites somebody or something is let into: some, or all of them."""

    all_sites = forms.BooleanField(label="All sites, also those added later", required=False)
    sites = forms.ModelMultipleChoiceField(
        label="Sites", queryset=Site.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = self.fields["sites"]
        if isinstance(sites, forms.ModelMultipleChoiceField):
            sites.queryset = Site.objects.all()

    def sites_chosen(self) -> QuerySet[Site]:
        """The sites; only of a valid form."""
        chosen: QuerySet[Site] = self.cleaned_data["sites"]
        return chosen


class StaffForm(PlacesForm):
    """What somebody's work is, and where."""

    role = forms.ChoiceField(
        label="Role",
        choices=Role.choices,
        help_text="An admin manages everything. An operator watches sites and changes their cameras. "
        "A privacy officer sees figures, and who looked at what.",
    )
    field_order = ("username", "role", "all_sites", "sites")

    @classmethod
    def of(cls, staff: Staff, data: Any) -> "StaffForm":
        """The form of somebody who is here."""
        initial = {"role": staff.role, "all_sites": staff.all_sites, "sites": staff.sites.all()}
        return cls(data, initial=initial)


class InviteForm(StaffForm):
    """Somebody new."""

    username = forms.CharField(
        label="User name", max_length=60, help_text="What they sign in with. No address."
    )


class TokenForm(PlacesForm):
    """A token for a program."""

    name = forms.CharField(
        label="Name", max_length=80, help_text="What it is for, such as display in the hall."
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[
            (Scope.READ_SITES, "see sites, cameras, zones and lines"),
            (Scope.READ_FIGURES, "read figures"),
            (Scope.READ_LIVE, "read what is counted at this moment"),
            (Scope.READ_ALERTS, "read alerts"),
            (Scope.WRITE_CAMERAS, "replace zones and lines"),
            (Scope.WRITE_ALERTS, "acknowledge alerts"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label="Days it works", min_value=1, max_value=3650, required=False, initial=365,
        help_text="Empty for one that does not expire.",
    )  # fmt: skip
    field_order = ("name", "scopes", "all_sites", "sites", "days")

    def clean(self) -> dict[str, Any]:
        """A token is let in somewhere."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("all_sites") and not cleaned.get("sites"):
            self.add_error("sites", "Choose at least one site, or all of them.")
        return cleaned

    def expires_at(self) -> Any:
        """The moment from which on it works no more, or None; only of a valid form."""
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None
