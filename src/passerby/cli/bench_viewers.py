"""Accounts for those who watch a console while it is measured, made beside its running hub."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path


def links_for_viewers(home: Path, url: str, count: int) -> list[str]:
    """A one-time sign-in link for each of so many people, all new in the installation of that folder.

    url: where its console answers. Made in a process of its own, for a process opens one installation only.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(_make_viewers, home, url, count).result()


def _make_viewers(home: Path, url: str, count: int) -> list[str]:
    from passerby.cli.installation import open_installation

    open_installation(home)
    from django.db import transaction

    from passerby.hub.accounts.models import Role, Staff
    from passerby.hub.accounts.services import sign_in_link

    with transaction.atomic():
        people = [
            Staff.objects.create_user(f"viewer{number}", role=Role.OPERATOR, all_sites=True)
            for number in range(1, count + 1)
        ]
        return [sign_in_link(person, url) for person in people]
