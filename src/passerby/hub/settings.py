"""Django's settings, all derived from Passerby's own; `docs/settings.md` lists what an operator may set."""

import secrets
from pathlib import Path

import django_stubs_ext

from passerby.hub.database import database
from passerby.hub.home import Home
from passerby.settings import Settings

# Lets classes of Django be written with their types, as in ModelForm[Site].
django_stubs_ext.monkeypatch()

PASSERBY = Settings.from_environment()
HOME = Home(PASSERBY.home)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

# The key is made with the home folder. Where there is none yet, as in a check, one that nobody keeps will do.
SECRET_KEY = (
    HOME.session_key.read_text(encoding="utf-8").strip()
    if HOME.session_key.is_file()
    else secrets.token_urlsafe(48)
)
DEBUG = False
ALLOWED_HOSTS = [*LOOPBACK, PASSERBY.listen_host, *PASSERBY.allowed_hosts]
ROOT_URLCONF = "passerby.hub.urls"
ASGI_APPLICATION = "passerby.hub.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "leaflet",
    "ninja",
    "passerby.hub.accounts",
    "passerby.hub.sites",
    "passerby.hub.crowd",
    "passerby.hub.alerts",
    "passerby.hub.console",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "passerby.hub.headers.SecurityHeaders",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "passerby.hub.access.AccessMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "console" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "passerby.hub.console.navigation.page",
            ]
        },
    }
]

DATABASES = {"default": database(PASSERBY.database_url, HOME.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username",)}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"

# Staff have a name and a password and a second factor, and no address that could be stolen.
ACCOUNT_ADAPTER = "passerby.hub.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "passerby.hub.accounts.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Passerby"
# Browsers give passkeys to localhost without TLS, and so may we; elsewhere nothing listens without it.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PASSERBY.tls_certificate is None

SECURE_TLS = PASSERBY.tls_certificate is not None
SESSION_COOKIE_NAME = "passerby_session"
SESSION_COOKIE_SECURE = SECURE_TLS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "passerby.hub.accounts.sessions"
CSRF_COOKIE_NAME = "passerby_csrf"
CSRF_COOKIE_SECURE = SECURE_TLS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "passerby.hub.console.errors.stale_form"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# Limits what allauth lets anybody try; a few machines of one operator share little.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = False
SERVESTATIC_ALLOW_ALL_ORIGINS = False

LEAFLET_CONFIG = {"TILES": [], "RESET_VIEW": False, "SCALE": None, "ATTRIBUTION_PREFIX": ""}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"passerby": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
