"""Why a hotspot or a visit need cannot be so: a code, the field, and the figures that say it."""


class PlaceError(ValueError):
    """A hotspot or a need breaks one of its own rules.

    Attributes
    ----------
    code
        ``no_name``, ``geometry``, ``no_teams`` for a hotspot; ``not_rising``, ``not_positive``, ``no_window``,
        ``peak_outside``, ``peak_short`` for a need.
    field
        The attribute that is wrong.
    values
        Figures that say how.
    """

    def __init__(self, code: str, field: str, said: str, **values: object) -> None:
        super().__init__(said)
        self.code, self.field, self.values = code, field, values
