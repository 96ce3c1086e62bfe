"""One cast for every test of the hub, and two sites for it to come to.

Alice manages everything, Bob runs the harbour, Charlie runs the library and is an outsider at the harbour,
Olga is the privacy officer of all sites.
"""

from collections.abc import Callable, Iterator

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.test import Client, override_settings

from passerby.hub.accounts.models import Role, Staff
from passerby.hub.live import visits
from passerby.hub.sites.models import Agent, Camera, Line, Site, Zone

ClientOf = Callable[[Staff], Client]


@pytest.fixture(autouse=True)
def attempts_forgotten() -> Iterator[None]:
    """Rate limits count in a cache of the process; no test may find those of another."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashing a password is slow on purpose, and what is slow on purpose is not what is tested."""
    with override_settings(PASSWORD_HASHERS=["tests.support.cheap_passwords.CheapArgon2"]):
        yield


@pytest.fixture(autouse=True)
def streams_see_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test stored is seen in its own thread alone, where streams ask nothing otherwise."""
    monkeypatch.setattr(visits, "in_shared_thread", sync_to_async)


@pytest.fixture(autouse=True)
def transaction_outlives_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request closes at its end a connection in a transaction, as that of a test always is."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def unless_in_transaction(connection: BaseDatabaseWrapper) -> None:
        if not connection.in_atomic_block:
            close(connection)

    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", unless_in_transaction)


@pytest.fixture
def agent(db: None) -> Agent:
    """The agent that `passerby up` starts."""
    return Agent.objects.get_or_create(pk="local")[0]


@pytest.fixture
def harbour(agent: Agent) -> Site:
    """A site with two cameras, one of which, the plaza, has a zone and a line."""
    site = Site.objects.create(
        name="Harbour", city="Lisbon", latitude=38.708, longitude=-9.137, time_zone="Europe/Lisbon",
        capacity=400, agent=agent,
    )  # fmt: skip
    camera = camera_at(site, "Plaza")
    camera_at(site, "Quay")
    Zone.objects.create(camera=camera, name="square", points=[[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])
    Line.objects.create(camera=camera, name="gate", points=[[0.1, 0.5], [0.9, 0.5]])
    return site


@pytest.fixture
def plaza(harbour: Site) -> Camera:
    """The harbour's camera with a zone and a line."""
    return harbour.cameras.get(name="Plaza")


@pytest.fixture
def library(agent: Agent) -> Site:
    """Another site, with one camera."""
    site = Site.objects.create(
        name="Library", city="Oslo", latitude=59.908, longitude=10.753, time_zone="Europe/Oslo", agent=agent
    )
    camera_at(site, "Foyer")
    return site


@pytest.fixture
def alice(db: None) -> Staff:
    """The admin."""
    return somebody("alice", Role.ADMIN)


@pytest.fixture
def bob(harbour: Site) -> Staff:
    """The operator of the harbour."""
    return somebody("bob", Role.OPERATOR, harbour)


@pytest.fixture
def charlie(library: Site) -> Staff:
    """The operator of the library: the outsider at the harbour."""
    return somebody("charlie", Role.OPERATOR, library)


@pytest.fixture
def olga(db: None) -> Staff:
    """The privacy officer of all sites."""
    return somebody("olga", Role.OFFICER)


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """Somebody's browser, signed in; whoever the cast above is has a second factor."""

    def signed_in(staff: Staff) -> Client:
        client = Client()
        client.force_login(staff)
        prove(client, staff)
        return client

    return signed_in


def prove(client: Client, staff: Staff) -> None:
    """Note in a browser's session that its person has just signed in with a password."""
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, staff, method="password")
    request.session.save()


def somebody(username: str, role: Role, *sites: Site) -> Staff:
    """A person of these sites, or of all where none is named, with a second factor and no password."""
    staff = Staff.objects.create_user(username, role=role, all_sites=not sites)
    staff.sites.set(sites)
    TOTP.activate(staff, generate_totp_secret())
    return staff


def camera_at(site: Site, name: str) -> Camera:
    """A camera whose address nobody can open."""
    return Camera.objects.create(
        site=site, name=name, address=b"", address_shown=f"rtsp://192.0.2.1/{name.lower()}"
    )


def second_factors(staff: Staff) -> int:
    """How many the person has, recovery codes counted as one."""
    return int(Authenticator.objects.filter(user_id=staff.pk).count())
