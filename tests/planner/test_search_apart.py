"""The search in a process of its own: it tells better plans, is killed at once, and refuses texts that were changed."""

import os
import signal
from dataclasses import replace
from time import monotonic

import pytest
from small_week import NEEDS, SHIFTS, WORKERS, request

from planner.check import check
from planner.kept_texts import ChangedTextError, best_of, best_text, request_of, request_text, text_hash
from planner.plan_week import plan_week
from planner.search_apart import Found, Ready, Search, SearchError, SearchFault, Sought

TEXT = request_text(request(NEEDS, SHIFTS, WORKERS))
SOUGHT = Sought(TEXT, text_hash(TEXT), None, None, 1.0, 0)


def told(search, seconds=60.0):
    end = monotonic() + seconds
    while monotonic() < end:
        message = search.next(0.1)
        if message is not None:
            yield message
        if isinstance(message, Found) and message.last:
            return


def test_better_plans_are_told_until_the_last_which_answers_the_request_that_was_given():
    with Search(SOUGHT) as search:
        ready, *found = told(search)
    assert ready == Ready()
    assert [f.score for f in found[:-1]] == sorted(f.score for f in found[:-1])
    for one in (f for f in found if f.text):
        assert check(best_of(one.text, one.hash, TEXT)) == ()
        assert one.request_hash == text_hash(TEXT)
    assert found[-1].last


def test_leaving_a_search_kills_it_at_once():
    search = Search(replace(SOUGHT, seconds=60))
    with search:
        next(told(search))
        pid, before = search.process.pid, monotonic()
    assert monotonic() - before < 0.5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_search_that_dies_is_told():
    with Search(replace(SOUGHT, seconds=60)) as search:
        next(told(search))
        os.kill(search.process.pid, signal.SIGKILL)
        with pytest.raises(SearchError) as error:
            list(told(search))
    assert error.value.fault is SearchFault.DIED


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"request": TEXT.replace("slack", "slick")}, SearchFault.CHANGED_REQUEST),
        ({"start": "{}", "start_hash": "0" * 64}, SearchFault.CHANGED_START),
    ],
)
def test_texts_that_were_changed_on_the_way_are_refused(change, fault):
    with Search(replace(SOUGHT, **change)) as search, pytest.raises(SearchError) as error:
        list(told(search))
    assert error.value.fault is fault


def test_what_is_kept_is_read_back_as_it_was(real_plan):
    kept = request_text(real_plan.request)
    assert request_text(request_of(kept, text_hash(kept))) == kept
    best = best_text(real_plan)
    assert best_text(best_of(best, text_hash(best), kept)) == best
    with pytest.raises(ChangedTextError):
        best_of(best + " ", text_hash(best), kept)
    with pytest.raises(ChangedTextError):
        request_of(kept + " ", text_hash(kept))


def test_a_search_goes_on_from_a_kept_text():
    start = plan_week(request(NEEDS, SHIFTS, WORKERS), seconds=0.5)
    best = best_text(start)
    with Search(replace(SOUGHT, start=best, start_hash=text_hash(best))) as search:
        found = [m for m in told(search) if isinstance(m, Found)]
    assert found[-1].score >= start.score
