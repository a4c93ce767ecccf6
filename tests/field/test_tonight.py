"""Which shifts are on or come next: those of published plans alone."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from web.appearance import Appearance
from web.field.evening import theme_at
from web.field.tonight import AFTER, published_shift, tonight, week_of

TEAM = "uppsokarteamet"


class Published:
    """Plans of which some are published, as the store gives them."""

    def __init__(self, *plans):
        self.kept = {(plan.team, plan.week): plan for plan in plans}

    def published(self, team, week):
        return SimpleNamespace(plan=self.kept[team, week]) if (team, week) in self.kept else None

    def plan_of(self, info):
        return info.plan


def at(day, hour, minute=0):
    """Give a moment of the example week, by Stockholm's clock in December."""
    return datetime(2026, 11, 30, hour - 1, minute, tzinfo=UTC) + timedelta(days=day)


def names(shifts):
    return [(shift.time.date.day, shift.time.pair) for shift in shifts]


@pytest.fixture(scope="module")
def plans(example):
    return Published(example.example_plan())


def looked(plans, now, teams=(TEAM,)):
    return tonight(plans, teams, now, today=(now + timedelta(hours=1)).date())


def test_a_draft_is_nobodys_shift():
    assert looked(Published(), at(3, 16)).open == ()


def test_in_the_evening_the_pairs_of_that_evening_can_be_chosen(plans):
    assert names(looked(plans, at(3, 16)).open) == [(3, "Björk"), (3, "Ek"), (3, "Al"), (3, "Lönn")]


def test_a_night_shift_goes_on_after_midnight(plans):
    found = looked(plans, at(3, 2))  # Thursday, two o'clock in the night that began on Wednesday
    assert names(found.open)[0] == (2, "Lönn")


def test_a_shift_can_still_be_logged_for_a_while_after_its_end_and_then_no_more(plans):
    end = published_shift(plans, TEAM, date(2026, 12, 5), "Al").time.end.astimezone(UTC)
    assert names(looked(plans, end + AFTER - timedelta(minutes=1)).open) == [(5, "Al")]
    assert looked(plans, end + AFTER).open == ()


def test_where_no_shift_is_near_the_next_one_is_told(plans):
    found = looked(plans, datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
    assert found.open == ()
    assert names([found.next]) == [(30, "Björk")]


def test_a_team_that_is_not_ones_own_is_not_looked_through(plans):
    assert looked(plans, at(3, 16), teams=("eu-teamet",)) == looked(Published(), at(3, 16))


def test_an_address_names_one_shift_or_none(plans):
    assert published_shift(plans, TEAM, date(2026, 12, 3), "Ek").route.stops
    assert published_shift(plans, TEAM, date(2026, 12, 3), "Hägg") is None
    assert published_shift(plans, TEAM, date(2027, 12, 3), "Ek") is None


def test_the_first_days_of_january_may_belong_to_the_old_years_last_week():
    assert [week_of(date(2027, 1, 1)), week_of(date(2026, 12, 3))] == ["2026-W53", "2026-W49"]


@pytest.mark.parametrize(("hour", "theme"), [(17, "system"), (18, "dark"), (23, "dark"), (5, "dark"), (6, "system")])
def test_pages_are_dark_in_the_evening_unless_another_theme_was_chosen(hour, theme):
    local = datetime(2026, 12, 3, hour, 0)  # noqa: DTZ001 - a clock on the wall
    assert theme_at(Appearance("sv", "system"), local) == theme
    assert theme_at(Appearance("sv", "light"), local) == "light"
