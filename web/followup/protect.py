"""Counts of people that can point at nobody: small ones are not told, and the others in steps."""

STEP = 5
"""Counts below this are not told; the others are told in steps of this, so that no two tables differ by a person."""


def told(count: int) -> int | None:
    """Give a count as it may be told; None for one that may not.

    Rounding every cell by itself, the sums too, keeps a hidden cell from being worked out from its row, and a person
    from being found as the difference between two periods.

    Examples
    --------
    >>> [told(n) for n in (0, 4, 5, 7, 8, 213)]
    [None, None, 5, 5, 10, 215]
    """
    return None if count < STEP else STEP * int((count + STEP / 2) // STEP)
