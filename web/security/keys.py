"""The installation's secrets: one file of its own, never in the database and never in a backup of it."""

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path


class KeysError(ValueError):
    """The file of keys cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the installation keeps secret, each at least 256 bits, as hexadecimal text.

    Attributes
    ----------
    session
        Signs cookies.
    password
        Goes into every password's hash (HMAC before argon2).
    totp
        Encrypts the secrets of second factors.
    audit
        Seals the audit chain.
    tips
        Makes the codes by which reporters follow their tips.
    """

    session: str
    password: str
    totp: str
    audit: str
    tips: str

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if len(value) < 64 or not all(c in "0123456789abcdef" for c in value):
                raise KeysError(f"the key {name!r} is not 64 hexadecimal digits or more")

    def __repr__(self) -> str:
        """Keep secrets out of logs and tracebacks."""
        return "Keys(…)"

    @classmethod
    def new(cls) -> "Keys":
        """Draw new keys."""
        return cls(**{f.name: secrets.token_hex(32) for f in fields(cls)})

    @property
    def audit_key(self) -> bytes:
        """The audit's key as bytes."""
        return bytes.fromhex(self.audit)

    @property
    def tips_key(self) -> bytes:
        """The key of the tips' codes as bytes."""
        return bytes.fromhex(self.tips)


def read_keys(path: Path) -> Keys:
    """Read the file of keys.

    Raises
    ------
    KeysError
        It is not there, may be read by others, or is not whole.
    """
    if not path.is_file():
        raise KeysError(f"there is no file of keys {path}; put it back from its copy, without it nobody can sign in")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeysError(f"{path} can be read by others; close it: chmod 600 {path}")
    try:
        return Keys(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise KeysError(f"{path} is not whole ({error}); put it back from its copy") from error


def keys_at(path: Path) -> Keys:
    """Read the file of keys, or make it where there is none, readable by its owner alone."""
    if path.exists():
        return read_keys(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(Keys.new()), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(name, path)  # whoever comes first makes the keys; the other one reads them
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
    return read_keys(path)
