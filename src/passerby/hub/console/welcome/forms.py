"""The two things that the guide asks."""

from zoneinfo import available_timezones

from django import forms

from passerby.hub.sites.checks import check_time_zone


class PlaceForm(forms.Form):
    """Where the cameras are."""

    name = forms.CharField(label="Name of the place", max_length=80, help_text="As people call it.")
    city = forms.CharField(label="City", max_length=80, required=False)
    time_zone = forms.CharField(
        label="Time zone",
        max_length=64,
        validators=[check_time_zone],
        help_text="Days and hours are told by this clock, such as Europe/Lisbon.",
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}),
    )

    @staticmethod
    def time_zones() -> list[str]:
        """What the field suggests."""
        return sorted(available_timezones())


class FirstCameraForm(forms.Form):
    """The first camera."""

    name = forms.CharField(label="Name of the camera", max_length=80, initial="Entrance")
    address = forms.CharField(
        label="Address",
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text="Such as rtsp://user:password@192.0.2.7/stream, http://…, or usb:0. It is stored sealed. "
        "No camera at hand: synthetic:plaza shows people who do not exist.",
    )
