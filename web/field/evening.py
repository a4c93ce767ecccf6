"""The theme of the field's pages: dark in the evening and at night unless the reader has chosen another."""

from datetime import datetime

from web.appearance import Appearance

FROM_HOUR, UNTIL_HOUR = 18, 6


def theme_at(chosen: Appearance, local: datetime) -> str:
    """Give the theme at a time of day in the city.

    Examples
    --------
    >>> night = datetime(2026, 12, 3, 21, 0)
    >>> theme_at(Appearance("sv", "system"), night), theme_at(Appearance("sv", "light"), night)
    ('dark', 'light')
    """
    if chosen.theme != "system":
        return chosen.theme
    return "system" if UNTIL_HOUR <= local.hour < FROM_HOUR else "dark"
