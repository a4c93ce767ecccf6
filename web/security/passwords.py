"""Hash a password outside of a request, in the one way that Flask-Security checks it: HMAC-SHA512, then argon2id."""

import base64
import hashlib
import hmac
import unicodedata

from argon2 import PasswordHasher, Type

MEMORY_KIB, ROUNDS, LANES = 47104, 2, 1
"""Cost of a guess (OWASP Password Storage Cheat Sheet: 46 MiB and one round at least)."""

SHORTEST = 12
"""The fewest characters of a password."""


def password_hash(password: str, key: str) -> str:
    """Hash a password with the installation's key.

    Parameters
    ----------
    key
        ``Keys.password``.
    """
    normal = unicodedata.normalize("NFKD", password)
    keyed = base64.b64encode(hmac.new(key.encode(), normal.encode(), hashlib.sha512).digest())
    return PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID).hash(keyed)
