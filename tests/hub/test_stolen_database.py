"""What a thief of the database, without the key files, finds in it: nothing that opens anything."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.test import Client

from passerby.hub.accounts.links import Purpose, new_link
from passerby.hub.accounts.models import Role, Staff
from passerby.hub.accounts.scopes import Scope
from passerby.hub.accounts.services import invite
from passerby.hub.accounts.tokens import make_token
from passerby.hub.hub_key import hub_key
from passerby.hub.sites.models import Site
from passerby.hub.sites.services import add_camera, change_camera
from tests.hub.conftest import ClientOf

HOST = "http://testserver"
PASSWORD = "violet-kettle-under-snow"
CAMERA_PASSWORD = "amber-heron-on-the-roof"
NAME = "wilhelmina"
NAMES_LIE_IN = {"accounts_staff.username"}


def contents() -> Iterator[tuple[str, bytes]]:
    """Every value of every table as bytes, with where it lies."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's name
            columns = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    is_raw = isinstance(value, bytes | memoryview)
                    yield f"{table}.{column}", bytes(value) if is_raw else str(value).encode()


def places_of(canary: str | bytes) -> set[str]:
    """Where it can be read, in any capitals."""
    wanted = (canary.encode() if isinstance(canary, str) else canary).lower()
    assert len(wanted) >= 6
    return {place for place, value in contents() if wanted in value.lower()}


@pytest.fixture
def admin(db: None) -> Staff:
    return Staff.objects.create_user(NAME, PASSWORD, role=Role.ADMIN, all_sites=True)


def test_a_value_that_is_there_would_be_found(harbour: Site) -> None:
    assert places_of(harbour.name) == {"sites_site.name"}


def test_no_password_of_a_camera_is_readable(harbour: Site) -> None:
    camera = add_camera(harbour, f"rtsp://guard:{CAMERA_PASSWORD}@192.0.2.9/live", name="Gate")
    change_camera(camera, address=f"rtsp://guard:{CAMERA_PASSWORD}-2@192.0.2.9/live?key={CAMERA_PASSWORD}")
    assert places_of("192.0.2.9")
    assert places_of(CAMERA_PASSWORD) == set()


def test_no_password_and_no_second_factor_of_staff_is_readable(admin: Staff) -> None:
    secret = generate_totp_secret()
    TOTP.activate(admin, secret)
    codes = RecoveryCodes.activate(admin).get_unused_codes()
    assert Authenticator.objects.count() == 2
    for canary in (PASSWORD, secret, *codes):
        assert places_of(canary) == set()


def test_a_name_of_staff_lies_in_one_place_and_nobody_has_an_address(admin: Staff) -> None:
    Client().post("/accounts/login/", {"login": NAME, "password": "no"})
    assert places_of(NAME) == NAMES_LIE_IN
    assert not [place for place, _ in contents() if "email" in place]
    assert not [field.name for field in Staff._meta.fields if "mail" in field.name]


def test_no_token_and_no_link_is_readable(admin: Staff) -> None:
    _, token = make_token("hall display", [Scope.READ_LIVE], by=admin, all_sites=True)
    links = [new_link(purpose, admin, HOST) for purpose in Purpose]
    links.append(invite("dora", Role.OPERATOR, by=admin, base_url=HOST))
    for secret in (token, *(link.rstrip("/").rpartition("/")[2] for link in links)):
        assert places_of(secret) == set()
        # Not as much of it as would help to guess the rest, either.
        assert places_of(secret[8:16]) == set()


def test_no_open_session_can_be_gone_on_with(admin: Staff, client_of: ClientOf) -> None:
    client = client_of(admin)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/second-factor/").status_code == 200
    assert places_of(cookie) == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        kept = [row[0] for row in cursor.fetchall()]
    assert kept
    for name in kept:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = name
        assert thief.get("/second-factor/").headers["Location"].startswith("/accounts/login/")


def test_signing_out_takes_the_session_out_of_the_database(admin: Staff, client_of: ClientOf) -> None:
    client = client_of(admin)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/accounts/logout/")
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert again.get("/second-factor/").headers["Location"].startswith("/accounts/login/")


def test_no_key_lies_beside_what_it_opens(admin: Staff, harbour: Site, client_of: ClientOf) -> None:
    add_camera(harbour, f"rtsp://guard:{CAMERA_PASSWORD}@192.0.2.9/live", name="Gate")
    client_of(admin).get("/")
    raw = hub_key().to_bytes()
    for key in (raw, raw.hex(), settings.SECRET_KEY):
        assert places_of(key) == set()
