"""The search in a process of its own: it tells better plans, is killed at once, and refuses texts that were changed."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest
from descendants import descendants, runs
from small_week import NEEDS, SHIFTS, WORKERS, request

from planner.apart.search_apart import Found, Preparing, Ready, Search, SearchError, SearchFault, Sought
from planner.check import check
from planner.kept_texts import ChangedTextError, best_of, best_text, request_of, request_text, text_hash
from planner.plan_week import plan_week
from planner.search.kernel_cache import KernelPart

pytestmark = pytest.mark.usefixtures("compiled")

TEXT = request_text(request(NEEDS, SHIFTS, WORKERS))
SOUGHT = Sought(TEXT, text_hash(TEXT), None, None, 1.0, 0)


def told(search, seconds=60.0):
    end = monotonic() + seconds
    while monotonic() < end:
        message = search.next(0.1)
        if message is not None and not isinstance(message, Preparing):
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


def until(so, seconds=60.0):
    """Wait until something is so, and give it."""
    end = monotonic() + seconds
    while not (found := so()):
        assert monotonic() < end
        sleep(0.02)
    return found


def test_enough_gives_the_best_so_far_as_the_last_message():
    with Search(replace(SOUGHT, seconds=600)) as search:
        for message in told(search):
            if isinstance(message, Found) and message.text:
                search.enough()
                break
        *_, last = told(search)
    assert last.last
    assert last.score >= message.score
    assert last.seconds < 600


@pytest.fixture
def cold(tmp_path, monkeypatch):
    """Let processes find nothing compiled; gives where they compile to."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    return tmp_path / "kernels"


def test_on_a_cold_machine_a_plan_comes_before_the_search_is_compiled(cold):
    with Search(replace(SOUGHT, seconds=600)) as search:
        message = until(lambda: search.next(0.1))
        assert message == Preparing(0.0)
        while not isinstance(message, Found):
            message = search.next(0.1)
        assert not (cold / KernelPart.SEARCH).exists()
        assert check(best_of(message.text, message.hash, TEXT)) == ()
        until(lambda: isinstance(message := search.next(0.1), Preparing) and message.share > 0)
        search.enough()
        *_, last = told(search)
    assert last.last
    assert last.score >= message.score


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="/proc tells nothing of processes here")


@linux
@pytest.mark.parametrize(("state", "processes"), [("cold", 2), ("warm", 1)])
def test_a_killed_search_leaves_no_process_behind(state, processes, request, request_of):
    if processes >= len(os.sched_getaffinity(0)) and state == "warm":
        pytest.skip("with one core, the proof runs in the search's own process")
    if state == "cold":
        request.getfixturevalue("cold")
    text = request_text(request_of("stockholm", "uppsokarteamet", "2026-W49"))
    with Search(Sought(text, text_hash(text), None, None, 40.0, 0)) as search:
        below = until(lambda: len(found := descendants(search.process.pid)) >= processes and found)
        pid = search.process.pid
    assert not runs(pid)
    until(lambda: not any(map(runs, below)), seconds=20)


@linux
def test_a_search_ends_with_the_process_that_began_it(cold):
    code = (
        "import sys, time; from planner.apart.search_apart import Search, Sought\n"
        "text, its_hash = sys.stdin.read().rsplit('\\n', 1)\n"
        "with Search(Sought(text, its_hash, None, None, 600.0, 0)): time.sleep(600)"
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, text=True)
    try:
        worker.stdin.write(f"{TEXT}\n{text_hash(TEXT)}")
        worker.stdin.close()
        below = until(lambda: len(found := descendants(worker.pid)) >= 3 and found)
    finally:
        worker.kill()
        worker.wait()
    until(lambda: not any(map(runs, below)), seconds=20)
