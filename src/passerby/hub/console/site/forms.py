"""What is typed about sites and floor plans."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from passerby.hub.console.site.plan_picture import (
    FORMATS,
    MAX_BYTES,
    PlanPicture,
    plan_picture,
    too_many_bytes,
)
from passerby.hub.sites.models import FloorPlan, Site
from passerby.shapes.errors import FloorPlanError


class SiteForm(forms.ModelForm[Site]):
    """A site's own facts."""

    class Meta:
        model = Site
        fields = ("name", "city", "latitude", "longitude", "time_zone", "capacity")
        help_texts = {
            "name": "As people call the place.",
            "latitude": "In degrees, north of the equator positive. For the map.",
            "longitude": "In degrees, east of Greenwich positive.",
            "time_zone": "Days and hours of this site are told by this clock, such as Europe/Lisbon.",
            "capacity": "How many people may be there at most, if there is a limit.",
        }
        widgets = {
            "latitude": forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            "longitude": forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            "time_zone": forms.TextInput(
                attrs={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}
            ),
            "capacity": forms.NumberInput(attrs={"min": 1}),
        }

    def clean(self) -> dict[str, Any]:
        """A place on the map needs both numbers."""
        typed = super().clean() or {}
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            missing = typed.get(one) is None and one not in self.errors
            if missing and typed.get(other) is not None:
                self.add_error(one, f"The {other} is given, so the {one} is needed too; or leave both empty.")
        return typed


class DeleteSiteForm(forms.Form):
    """Deleting asks for the site's name, so that nobody deletes the wrong one, or any by a slip."""

    name = forms.CharField(
        label="The site's name",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, site: Site, data: Any = None) -> None:
        super().__init__(data)
        self.site = site

    def clean_name(self) -> str:
        """Exactly the name."""
        name: str = self.cleaned_data["name"]
        if name != self.site.name:
            raise forms.ValidationError(f"The name is {self.site.name!r}; nothing was deleted.", code="name")
        return name


class FloorPlanForm(forms.Form):
    """A floor plan to upload. `picture` holds it after a successful check."""

    name = forms.CharField(
        max_length=80, initial="Ground floor", help_text="Such as the floor or the part of the building."
    )
    file = forms.FileField(
        label="Picture of the plan",
        allow_empty_file=True,
        error_messages={"required": "Choose a PNG, JPEG or WebP picture of the floor plan."},
        help_text=f"PNG, JPEG or WebP, at most {MAX_BYTES // 1024 // 1024} MB and 40 million pixels. "
        "A drawing, not a photo with people in it.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join(f"image/{name.lower()}" for name in FORMATS)}
        ),
    )
    picture: PlanPicture

    def __init__(self, site: Site, data: Any = None, files: Any = None, sent_bytes: int = 0) -> None:
        """sent_bytes: the size of the whole request; the server drops a file that is far too large unread."""
        super().__init__(data, files)
        self.site = site
        if sent_bytes > MAX_BYTES:
            error = str(too_many_bytes(sent_bytes))
            self.fields["file"].error_messages["required"] = error

    def clean_file(self) -> UploadedFile[bytes]:
        """Check and redraw the picture."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            if (file.size or 0) > MAX_BYTES:
                raise too_many_bytes(file.size or 0)
            self.picture = plan_picture(file.read())
        except FloorPlanError as error:
            raise forms.ValidationError(str(error), code="picture") from error
        return file

    def save(self) -> FloorPlan:
        """Store the plan behind those the site has."""
        return FloorPlan.objects.create(
            site=self.site,
            name=self.cleaned_data["name"],
            image=self.picture.image,
            media_type=self.picture.media_type,
            width=self.picture.width,
            height=self.picture.height,
            position=self.site.floor_plans.count(),
        )


class PlaceForm(forms.Form):
    """Where a camera stands on a floor plan. x, y: percent of its width and height, from its upper left."""

    x = forms.FloatField(min_value=0, max_value=100)
    y = forms.FloatField(min_value=0, max_value=100)
    heading = forms.FloatField(min_value=0, max_value=360)
    field_of_view = forms.FloatField(min_value=1, max_value=360)

    def __init__(self, site: Site, data: Any = None) -> None:
        super().__init__(data)
        self.fields["camera"] = forms.ModelChoiceField(site.cameras.all())
