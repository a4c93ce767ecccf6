"""What a reader has chosen: language and theme, kept in cookies and read by the server (no flash)."""

from dataclasses import dataclass

from flask import Response, current_app, request

from web.words import LANGUAGES, Words, translator

THEMES = ("system", "light", "dark", "contrast")
LANG_COOKIE = "faltplan_lang"
THEME_COOKIE = "faltplan_theme"
_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Appearance:
    """The reader's choices."""

    lang: str
    theme: str

    @property
    def words(self) -> Words:
        """Words in the reader's language."""
        return translator(self.lang)


def appearance() -> Appearance:
    """Read the choices of the current request; a data address may name its language as ``?lang=``."""
    default = str(current_app.config["FALTPLAN"].settings.lang)
    lang = request.args.get("lang") or request.cookies.get(LANG_COOKIE, default)
    theme = request.cookies.get(THEME_COOKIE, THEMES[0])
    return Appearance(lang=lang if lang in LANGUAGES else default, theme=theme if theme in THEMES else THEMES[0])


def remember(response: Response, *, lang: str | None, theme: str | None) -> None:
    """Keep choices in cookies; what is not a known choice is left alone."""
    for name, value, known in ((LANG_COOKIE, lang, LANGUAGES), (THEME_COOKIE, theme, THEMES)):
        if value in known:
            response.set_cookie(
                name, str(value), max_age=_YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure
            )
