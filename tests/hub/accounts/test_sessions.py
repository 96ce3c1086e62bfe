"""Sessions under hashed names: made, read, changed and ended as Django's own."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from passerby.hub.accounts.sessions import SessionStore
from tests.hub.live.words import in_loop

pytestmark = pytest.mark.django_db


def made() -> str:
    """A stored session, by its name."""
    session = SessionStore()
    session["greeting"] = "hello"
    session.save()
    assert session.session_key is not None
    return session.session_key


def test_a_session_is_found_by_what_its_browser_holds_and_not_by_what_is_stored() -> None:
    name = made()
    [row] = Session.objects.all()
    assert row.session_key != name
    assert SessionStore(name)["greeting"] == "hello"
    thief = SessionStore(row.session_key)
    assert thief.get("greeting") is None
    assert thief.session_key is None


def test_a_session_that_is_changed_stays_one() -> None:
    session = SessionStore(made())
    session["greeting"] = "good evening"
    session.save()
    assert SessionStore(session.session_key)["greeting"] == "good evening"
    assert Session.objects.count() == 1


def test_a_new_name_leaves_nothing_under_the_old_one() -> None:
    before = made()
    session = SessionStore(before)
    session.cycle_key()
    assert SessionStore(session.session_key)["greeting"] == "hello"
    assert not SessionStore().exists(before)
    assert Session.objects.count() == 1


def test_an_ended_or_expired_session_is_not_found() -> None:
    ended, expired = made(), made()
    SessionStore(ended).flush()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now())
    for name in (ended, expired):
        assert SessionStore(name).get("greeting") is None


def test_code_that_waits_for_nothing_finds_the_same_sessions() -> None:
    name = made()

    async def changed() -> object:
        session = SessionStore(name)
        await session.aset("greeting", "good night")
        await session.asave()
        assert await session.aexists(name)
        return await SessionStore(name).aget("greeting")

    assert in_loop(changed) == "good night"
    assert Session.objects.count() == 1


def test_the_old_are_cleared() -> None:
    made()
    Session.objects.update(expire_date=timezone.now())
    SessionStore.clear_expired()
    assert not Session.objects.exists()
