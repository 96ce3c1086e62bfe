"""What is typed about cameras. An address goes in and never comes out again: it may hold a password."""

from typing import Any

from django import forms

from passerby.cameras.address import MAX_LENGTH
from passerby.hub.sites.models import Camera
from passerby.hub.sites.services import CameraFields
from passerby.shapes.errors import SiteError

MOST_FPS = 60


class AddressInput(forms.TextInput):
    """A field that is always empty when it is shown: what was typed is not sent back."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was typed."""


class CameraForm(forms.Form):
    """A camera's own facts. With a camera, an empty address keeps the one it has."""

    name = forms.CharField(max_length=80, help_text="What it looks at, such as West entrance.")
    address = forms.CharField(
        max_length=MAX_LENGTH,
        widget=AddressInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
    )
    fps = forms.FloatField(
        label="Pictures a second to look at",
        required=False,
        min_value=0.1,
        max_value=MOST_FPS,
        help_text="Fewer need less of the machine; 5 are enough to count. Empty: all that come.",
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    motion_gate = forms.BooleanField(
        label="Skip pictures in which nothing moved",
        required=False,
        help_text="Spares the machine at quiet places.",
    )
    loop = forms.BooleanField(
        label="Begin a file again at its end", required=False, help_text="For files and synthetic clips only."
    )
    counts_for_site = forms.BooleanField(
        label="Its people are part of the site's number",
        required=False,
        initial=True,
        help_text="Leave it out where two cameras see the same people.",
    )
    enabled = forms.BooleanField(label="Switched on", required=False, initial=True)

    def __init__(
        self, data: Any = None, camera: Camera | None = None, *, may_read_files: bool = False
    ) -> None:
        super().__init__(data, initial=_initial(camera))
        files = (
            "A file or folder of the machine that counts may be named too, as you are an admin."
            if may_read_files
            else "Only an admin may name a file or folder of the machine that counts."
        )
        kept = f"Now {camera.address_shown}; leave it empty to keep it. " if camera else ""
        self.fields["address"].required = camera is None
        example = "Such as rtsp://user:password@192.0.2.7/stream, https://…, usb:0 or synthetic:plaza."
        self.fields["address"].help_text = f"{kept}{example} {files}"

    def camera_fields(self) -> CameraFields:
        """What was typed, beside the address."""
        typed = self.cleaned_data
        return CameraFields(
            name=typed["name"],
            fps=typed["fps"],
            motion_gate=typed["motion_gate"],
            loop=typed["loop"],
            counts_for_site=typed["counts_for_site"],
            enabled=typed["enabled"],
        )

    def refuse(self, error: SiteError) -> None:
        """Show why it was not stored, at the field at fault."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class DeleteCameraForm(forms.Form):
    """Deleting asks for the camera's name, so that nobody deletes the wrong one, or any by a slip."""

    name = forms.CharField(
        label="The camera's name",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, camera: Camera, data: Any = None) -> None:
        super().__init__(data)
        self.camera = camera

    def clean_name(self) -> str:
        """Exactly the name."""
        name: str = self.cleaned_data["name"]
        if name != self.camera.name:
            raise forms.ValidationError(
                f"The name is {self.camera.name!r}; nothing was deleted.", code="name"
            )
        return name


def _initial(camera: Camera | None) -> dict[str, Any]:
    if camera is None:
        return {}
    names = ("name", "fps", "motion_gate", "loop", "counts_for_site", "enabled")
    return {name: getattr(camera, name) for name in names}
