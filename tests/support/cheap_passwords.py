"""Passwords hashed as the hub does, at the least cost there is: tests keep none."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    """Argon2 with the smallest parameters that it takes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
