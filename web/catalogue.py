"""Keep the catalogue of translations whole: ``python -m web.catalogue`` extracts, updates and compiles."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from geo.fault_codes import MEANS
from web.words import LANGUAGES, TRANSLATIONS

WEB = Path(__file__).parent
METHODS = [("store/migrations/**.py", "ignore"), ("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "text": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
}
"""Names of the functions whose first texts are translated: in templates, in tables, and of ``Words``."""


def extracted() -> Catalog:
    """Give every text that the program says, with where it stands; those of ``geo``'s faults among them."""
    catalogue = Catalog(project="Fältplan", charset="utf-8", header_comment="# Fältplan, the texts of the interface")
    found = extract_from_dir(WEB, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
    for file, _, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        catalogue.add(message, locations=[(f"web/{file}", 0)], auto_comments=comments, context=context)
    for meaning in MEANS.values():
        catalogue.add(meaning, locations=[("geo/fault_codes.py", 0)])
    return catalogue


def po_file(lang: str) -> Path:
    """Name the catalogue of a language; its compiled form lies beside it."""
    return TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"


def read_catalogue(lang: str) -> Catalog:
    """Read the catalogue of a language."""
    with po_file(lang).open("rb") as file:
        return read_po(file, locale=lang)


def translated_languages() -> Iterator[str]:
    """Name the languages that have a catalogue; English texts are the keys and need none."""
    return (lang for lang in LANGUAGES if lang != "en")


def update() -> None:
    """Bring every catalogue up to date with the texts of the program, and compile it."""
    texts = extracted()
    for lang in translated_languages():
        file = po_file(lang)
        catalogue = read_catalogue(lang) if file.exists() else Catalog(locale=lang, project="Fältplan")
        catalogue.update(texts, no_fuzzy_matching=True, update_header_comment=True)
        catalogue.obsolete.clear()
        # A date in the file would change it at every run.
        catalogue.creation_date = catalogue.revision_date = datetime(2026, 11, 23, tzinfo=UTC)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            write_po(out, catalogue, width=100, include_lineno=False)
        with file.with_suffix(".mo").open("wb") as out:
            write_mo(out, catalogue)


if __name__ == "__main__":
    update()
