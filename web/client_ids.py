"""Ids that clients make, so that sending the same twice changes nothing: UUIDs in their plain form."""

from uuid import UUID


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID as it is written: lower case, with hyphens.

    Examples
    --------
    >>> is_uuid("1e4b1c0e-0000-4000-8000-000000000000"), is_uuid("{1E4B1C0E}")
    (True, False)
    """
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
