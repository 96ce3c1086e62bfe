"""Who works here: staff, the links that let them in the first time, and tokens for programs."""

import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac


class Role(models.TextChoices):
    """What somebody's work is. What each may do is in `hub.access`."""

    ADMIN = "admin", "admin"
    OPERATOR = "operator", "operator"
    OFFICER = "officer", "privacy officer"


def hashed(secret: str) -> str:
    """What is stored of a random secret. It has 256 bits, so no salt and no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """A random secret of 256 bits that fits into a link."""
    return secrets.token_urlsafe(32)


class StaffManager(BaseUserManager["Staff"]):
    """Makes staff."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Staff":
        """Store one person; without a password nobody signs in by one."""
        staff = self.model(username=self.model.normalize_username(username), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """One person who runs the place. Never a member: members have no account here.

    sessions_key: part of every session of the person, so that a new one ends them all.
    """

    username = models.CharField(max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.OPERATOR)
    all_sites = models.BooleanField(default=False, help_text="Sees every site, also those added later.")
    sites = models.ManyToManyField("sites.Site", blank=True, related_name="staff")
    is_active = models.BooleanField(default=True)
    sessions_key = models.CharField(max_length=60, default=new_secret, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        ordering = ("username",)
        constraints = [
            # Signing in does not mind capitals, so two names must not differ by them alone.
            models.UniqueConstraint(Lower("username"), name="username_in_any_case")
        ]

    def __str__(self) -> str:
        return self.username

    def get_session_auth_hash(self) -> str:
        """What a session must hold to stay open: changes with the password and with `sessions_key`."""
        secret = self.password + self.sessions_key
        return salted_hmac("passerby.hub.accounts.session", secret, algorithm="sha256").hexdigest()


class OneTimeLink(models.Model):
    """A link that works once, and not for long: sets up the first admin, invites, or signs somebody in."""

    class Purpose(models.TextChoices):
        """What happens when it is opened."""

        SET_UP = "set_up", "set up the first admin"
        INVITE = "invite", "invite"
        SIGN_IN = "sign_in", "sign in"

    secret_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link to {self.get_purpose_display()}"


class Token(models.Model):
    """What a program shows instead of signing in. The secret is shown once; only its hash is stored."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="The secret's beginning, to tell tokens apart.")
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    all_sites = models.BooleanField(default=False)
    sites = models.ManyToManyField("sites.Site", blank=True, related_name="tokens")
    created_by = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="tokens")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
