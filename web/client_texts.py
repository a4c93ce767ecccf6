"""Texts that clients send: those that every database keeps as they are."""


def is_storable(text: str) -> bool:
    """Tell whether a text can be kept: PostgreSQL takes no NUL, and half a surrogate pair is no UTF-8.

    Examples
    --------
    >>> is_storable("Kallt och blött"), is_storable("a" + chr(0)), is_storable(chr(0xD800))
    (True, False, False)
    """
    return chr(0) not in text and not any(0xD800 <= ord(c) <= 0xDFFF for c in text)
