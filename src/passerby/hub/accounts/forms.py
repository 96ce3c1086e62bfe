"""What people type who come in for the first time."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.services import check_username
from passerby.shapes.errors import StaffError


class PasswordForm(forms.Form):
    """A new password, typed twice. staff: whose it is, for a password must not resemble the name."""

    # Django does not strip passwords and neither do we: a blank is a character as any other.
    password1 = forms.CharField(
        label="Password",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )
    password2 = forms.CharField(
        label="Password, once more",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, staff: Staff | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules, and the second against the first."""
        data = super().clean() or self.cleaned_data
        password = data.get("password1")
        if not password:
            return data
        try:
            password_validation.validate_password(
                password, self.staff or Staff(username=data.get("username", ""))
            )
        except ValidationError as error:
            self.add_error("password1", error)
        if "password2" in data and password != data["password2"]:
            self.add_error("password2", "This differs from the password above. Type the same one twice.")
        return data


class SetUpForm(PasswordForm):
    """The first admin's name and password."""

    field_order = ("username", "password1", "password2")
    username = forms.CharField(
        label="User name",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )

    def clean_username(self) -> str:
        """Refuse a name with characters that no name has."""
        username = str(Staff.normalize_username(self.cleaned_data["username"]))
        try:
            check_username(username)
        except StaffError as error:
            raise ValidationError(str(error)) from error
        return username
