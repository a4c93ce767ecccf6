"""Write ``docs/reference.md`` from the code: ``python docs/reference.py``; a test says when it is out of date."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from geo.fault_codes import MEANS
from planner.explain import REMEDY
from planner.plan import Reason
from web.cli import main
from web.lead.why import REASONS, SUGGESTIONS
from web.rule_words import RULES, SENTENCES
from web.words import translator

REFERENCE = Path(__file__).with_name("reference.md")
INTRODUCTION = """\
# Reference

Written by `docs/reference.py` from the code; do not edit by hand. Names in braces or after a percent sign are filled in
with figures when the sentence is said.
"""
RULES_SAY = """\
`faltplan check` and everything that plans go by these. Each rule is one file of `planner/rules/`; none can be switched
off. A broken rule is told with its code, and with where: date, pair, worker, place."""
REASONS_SAY = """\
What a plan says of a need that gets fewer visits than wanted. Codes stand in `plan.json` (`unplanned[].reason`,
`unplanned[].suggestion`); each reason goes with one suggestion."""
FAULTS_SAY = """\
What a reader of files says, with file, row and field. All faults of a file or city are told at once, and nothing is
read until there are none."""


def reference() -> str:
    """Give the whole text."""
    parts = [INTRODUCTION, *_commands(), *_rules(), *_reasons(), *_faults()]
    return "\n".join(parts)


def _commands() -> Iterator[str]:
    yield "## Commands\n"
    yield (
        "Exit codes: 0 all is well, 1 the plan breaks rules, or the audit or the clock does not hold, "
        "2 the input or the call is wrong.\n"
    )
    for name, command in [("", main), *_named(main, "")]:
        yield f"### `{f'faltplan {name}'.strip()}`\n"
        yield f"{command.help}\n"
        shown = [p for p in command.params if not getattr(p, "hidden", False)]
        if shown:
            yield from _table(("parameter", "values", "default", "what"), (_parameter(p) for p in shown))


def _named(group: click.Group, inside: str) -> Iterator[tuple[str, click.Command]]:
    """Give every command below a group with its whole name, sorted."""
    for name, command in sorted(group.commands.items()):
        yield f"{inside}{name}", command
        if isinstance(command, click.Group):
            yield from _named(command, f"{inside}{name} ")


def _parameter(parameter: click.Parameter) -> tuple[str, ...]:
    options = isinstance(parameter, click.Option)
    names = ", ".join(f"`{name}`" for name in parameter.opts) if options else f"`{parameter.name.upper()}`"
    said = parameter.help or "" if isinstance(parameter, click.Option) else ""
    default = parameter.default
    if parameter.required:
        shown = "needed"
    elif getattr(parameter, "is_flag", False):
        shown = "off"
    else:
        shown = f"`{default}`" if isinstance(default, int | float | str) else ""
    kind = parameter.type
    values = kind.name
    if isinstance(kind, click.Choice):
        values = ", ".join(f"`{choice}`" for choice in kind.choices)
    elif isinstance(kind, click.IntRange | click.FloatRange):
        values = f"{kind.min:g} to {kind.max:g}" if isinstance(kind, click.FloatRange) else f"{kind.min} to {kind.max}"
    return names, values, shown, said


def _rules() -> Iterator[str]:
    swedish = translator("sv")
    yield "## Rules\n"
    yield RULES_SAY + "\n"
    yield from _table(
        ("rule", "på svenska", "in English", "code", "what is said"),
        (
            (f"`{rule}`", swedish.text(RULES[rule]), RULES[rule], f"`{code}`", sentence)
            for (rule, code), sentence in SENTENCES.items()
        ),
    )


def _reasons() -> Iterator[str]:
    swedish = translator("sv").catalogue
    yield "## Reasons and suggestions\n"
    yield REASONS_SAY + "\n"
    yield from _table(
        ("reason", "på svenska", "in English", "suggestion", "på svenska", "in English"),
        (
            (
                f"`{reason}`",
                swedish.gettext(REASONS[reason]),
                REASONS[reason],
                f"`{REMEDY[reason]}`",
                swedish.gettext(SUGGESTIONS[REMEDY[reason]]),
                SUGGESTIONS[REMEDY[reason]],
            )
            for reason in Reason
        ),
    )


def _faults() -> Iterator[str]:
    yield "## Faults of files\n"
    yield FAULTS_SAY + "\n"
    yield from _table(("fault", "what is said"), ((f"`{code}`", said) for code, said in MEANS.items()))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---" for _ in head) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
    print(REFERENCE)
