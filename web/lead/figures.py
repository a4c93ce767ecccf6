"""The figures of a week, in words: visits, pairs, what is unmet, shares of the districts, hours, and soft goals."""

from dataclasses import dataclass

from planner.amend.week_figures import week_figures
from planner.plan import WeekPlan
from planner.terms.term import TermName
from web.term_words import COUNTS, NAMES
from web.words import Words


@dataclass(frozen=True, slots=True)
class FiguresView:
    """A week in figures.

    Attributes
    ----------
    figures
        Names and figures.
    districts
        Name, visits met, visits wanted, share in percent.
    hours
        Worker and hours.
    terms
        Name of the goal, its amount, and what the amount counts.
    """

    figures: tuple[tuple[str, str], ...]
    districts: tuple[tuple[str, str, str, str], ...]
    hours: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str, str], ...]


def figures_view(plan: WeekPlan, words: Words) -> FiguresView:
    """Put the figures of a plan into words."""
    found = week_figures(plan)
    workers = plan.request.worker
    return FiguresView(
        figures=(
            (words.text("Visits"), words.number(found.visits)),
            (words.text("Visits that other teams make"), words.number(found.covered)),
            (words.text("Pairs out, counted once a shift"), words.number(found.pairs)),
            (words.text("Needs that get less than agreed"), words.number(len(found.unmet))),
        ),
        districts=tuple(
            (
                one.district or words.text("No known district"),
                words.number(one.met),
                words.number(one.wanted),
                f"{words.number(100 * one.share)} %",
            )
            for one in found.districts
        ),
        hours=tuple(
            (workers[ident].name if ident in workers else ident, words.number(hours, 1))
            for ident, hours in sorted(found.hours.items(), key=lambda item: (-item[1], item[0]))
        ),
        terms=tuple(
            (
                words.text(NAMES[term.name]),
                words.number(term.amount, _decimals(term.name)),
                words.text(COUNTS[term.name]),
            )
            for term in found.terms
        ),
    )


def _decimals(name: TermName) -> int:
    return 1 if name is TermName.VISITS else 0
