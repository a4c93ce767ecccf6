"""A whole shift on the phone while the net, the server and the page fail at random: what was saved arrives once.

``FALTPLAN_OFFLINE_SCHEDULES`` says how many shifts are walked, ``FALTPLAN_SOAK_SEED`` where they begin.
"""

import os
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SCHEDULES = int(os.environ.get("FALTPLAN_OFFLINE_SCHEDULES", "2"))
SEED = int(os.environ.get("FALTPLAN_SOAK_SEED", "7"))
STEPS = 12


@dataclass
class Shift:
    """One shift that is walked at random: what the page has said was saved, and what may have been."""

    offline: Any
    phone: Any
    house: Any
    rng: random.Random
    saved: dict[str, dict[str, Any]] = field(default_factory=dict)
    perhaps: dict[str, dict[str, Any]] = field(default_factory=dict)
    tips: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    @property
    def page(self):
        return self.phone.page

    def fill(self):
        """Open a form and write a visit; gives its note and what it says."""
        page, rng = self.page, self.rng
        others = page.locator("[data-view=route] > div [data-go=log][data-number='-1']")
        next_stop = page.locator("#next [data-go=log]")
        planned = rng.random() < 0.7 and next_stop.count()
        (next_stop if planned else others).click()
        page.wait_for_selector("html[data-view=log]", state="attached")
        if not planned:
            page.locator("#log [name=place]").select_option(index=rng.randint(1, 12))
        outcome = rng.choice(["done", "done", "nobody", "not_safe", "skipped"])
        page.locator(f"#outcomes [value={outcome}]").check()
        met = rng.randint(0, 3) if outcome == "done" else 0
        for _ in range(met):
            page.locator("#groups [data-step=more]").nth(1).click()
        written = self.offline.note()
        page.locator("#log [name=note]").fill(written)
        return written, {"outcome": outcome, "counts": {"women_25_64": met} if met else {}}

    def save(self, how="#log [type=submit]"):
        self.page.locator(how).click()
        self.phone.wait_for("route")

    def log(self):
        written, said = self.fill()
        self.save()
        self.saved[written] = said

    def log_with_two_taps(self):
        written, said = self.fill()
        if self.rng.random() < 0.5:
            self.page.evaluate("for (const _ of [1, 2, 3]) document.getElementById('log').requestSubmit()")
            self.phone.wait_for("route")
        else:
            self.page.locator("#log [type=submit]").dblclick()
            self.phone.wait_for("route")
        self.saved[written] = said

    def log_and_crash(self):
        written, said = self.fill()
        self.page.evaluate("setTimeout(() => document.getElementById('log').requestSubmit(), 0)")
        time.sleep(self.rng.choice([0, 0.005, 0.02, 0.05]))
        self.perhaps[written] = said
        self.phone.crash()
        self.reopen()

    def write_half_and_come_back(self):
        written, said = self.fill()
        self.page.wait_for_timeout(500)
        self.page.reload()
        self.phone.unlock()
        self.phone.wait_for("log")
        assert self.page.locator("#log [name=note]").input_value() == written
        self.save()
        self.saved[written] = said

    def change(self):
        """Log a stop anew that was logged: the newest holds."""
        rows = self.page.locator("#track .done [data-go=log]")
        if not rows.count():
            return self.log()
        rows.nth(self.rng.randrange(rows.count())).click()
        self.page.wait_for_selector("html:not([data-view=route])", state="attached")
        if self.page.evaluate("document.documentElement.dataset.view") != "log":
            return self.go_home()  # it may have arrived, and is not changed until that is known
        written = self.page.locator("#log [name=note]").input_value()
        self.page.locator("#outcomes [value=nobody]").check()
        try:
            self.page.locator("#log [type=submit]").click()
            self.page.wait_for_selector("html[data-view=route]", state="attached", timeout=3000)
        except Exception:  # noqa: BLE001 - it was sent while it was changed: the page says so, and nothing is lost
            assert self.page.locator("#log-fault").is_visible()
            return self.go_home()
        known = self.saved if written in self.saved else self.perhaps
        known[written] = {"outcome": "nobody", "counts": {}}
        return None

    def go_home(self):
        self.page.evaluate("document.querySelector('main > section:not([hidden]) [data-go=route]').click()")
        self.phone.wait_for("route")

    def leave_tip(self):
        self.page.locator("#tabs [data-go=tip]").click()
        self.phone.wait_for("tip")
        written = self.offline.note()
        self.page.locator("#tip [name=place]").select_option(index=2)
        self.page.locator("#worries .choice").first.click()
        self.page.locator("#tip [name=details]").fill(written)
        self.page.locator("#tip [type=submit]").click()
        self.phone.wait_for("route")
        self.tips.add(written)

    def say_well(self):
        self.page.locator("#tabs [data-go=safety]").click()
        self.phone.wait_for("safety")
        self.page.locator("#check-in [data-said]:visible").first.click()
        self.page.locator("#tabs [data-go=route]").click()
        self.phone.wait_for("route")

    def cut_the_net(self):
        self.phone.cut_the_net()

    def mend_the_net(self):
        self.phone.mend_the_net()

    def bad_net(self):
        faults = [fault for fault in self.house.faults if fault != "none"]
        self.house.proxy.fail(*self.rng.choices(faults, k=self.rng.randint(1, 4)))
        self.phone.cut_the_net()
        self.phone.mend_the_net()

    def kill_the_server(self):
        if self.rng.random() < 0.5:
            self.house.kill()

    def start_the_server(self):
        self.house.start()

    def reload(self):
        self.page.reload()
        self.come_back()

    def crash(self):
        self.phone.crash()
        self.reopen()

    def reopen(self):
        self.phone.open_tab()
        self.come_back()

    def come_back(self):
        if self.rng.random() < 0.2:
            self.phone.wait_for("locked")
            self.page.locator("#unlock [name=pin]").fill("314159")
            self.page.locator("#unlock [type=submit]").click()
            self.page.locator("#unlock .err").wait_for()
        self.phone.unlock()
        if self.page.evaluate("document.documentElement.dataset.view") != "route":
            self.go_home()

    def another_tab(self):
        if len(self.phone.tabs) == 1:
            self.phone.open_tab("/field/offline")
            self.come_back()
            self.log()
        else:
            self.phone.tabs.pop(self.rng.randrange(2)).close()

    def session_ends(self):
        self.phone.context.clear_cookies(name=self.house.cookie["name"])

    def sign_in(self):
        self.phone.sign_in_again()

    def walk(self):
        """Do random things, then let all be well again."""
        steps = {
            "log": 7, "log_with_two_taps": 6, "log_and_crash": 2, "write_half_and_come_back": 1, "change": 2,
            "leave_tip": 1, "say_well": 1, "cut_the_net": 3, "mend_the_net": 2, "bad_net": 4, "kill_the_server": 1,
            "start_the_server": 2, "reload": 2, "crash": 2, "another_tab": 2, "session_ends": 1, "sign_in": 2,
        }  # fmt: skip
        for name in self.rng.choices(list(steps), weights=list(steps.values()), k=STEPS):
            self.told.append(name)
            getattr(self, name)()
        self.told.append("all is well")
        self.house.proxy.fail()
        self.house.start()
        self.phone.sign_in_again()
        self.phone.cut_the_net()
        self.phone.mend_the_net()
        self.page.bring_to_front()
        with suppress(Exception):
            self.page.locator("#send-now").click(timeout=200)
        self.page.reload()
        self.phone.unlock()
        self.phone.wait_until_sent()

    def check(self):
        """Every visit that was said to be saved arrived once with its content; nothing else arrived."""
        arrived = self.house.visits()
        by_note: dict[str, list[Any]] = {}
        for row in arrived:
            by_note.setdefault(row.note, []).append(row)
        for written, said in {**self.perhaps, **self.saved}.items():
            rows = by_note.pop(written, [])
            if written in self.saved or rows:
                assert [(r.outcome, dict(r.counts)) for r in rows] == [(said["outcome"], said["counts"])], written
        assert by_note == {}
        assert sorted(tip.details for tip in self.house.tips()) == sorted(self.tips)

    def end(self):
        """End the shift in one of its ways; nothing lies on the phone then."""
        way = self.rng.choice(["time", "button", "sign out"])
        self.told.append(way)
        page = self.page
        if page.evaluate("document.documentElement.dataset.view") != "route":
            self.go_home()
        if way == "time":
            page.evaluate("moveClock(6.5 * 3600_000); document.dispatchEvent(new Event('visibilitychange'))")
            self.phone.wait_for("emptied")
        elif way == "button":
            page.locator("#tabs [data-go=safety]").click()
            page.locator("#end-shift").click()
            page.locator("#ask [value=yes]").click()
            self.phone.wait_for("emptied")
        else:
            page.goto(self.house.address + "/field/leave")
            page.locator("main [type=submit]").click()
            page.wait_for_url("**/sign-in")
        for tab in self.phone.tabs[:-1]:
            tab.wait_for_selector("html[data-view=emptied]", state="attached")
        found = self.phone.lies_here()
        assert (found["databases"], found["caches"], found["local"], found["session"]) == ({}, {}, {}, {})
        assert (found["workers"], found["cookie"]) == ([], "")


def test_what_was_saved_arrives_once_whatever_fails(chromium, offline, offline_house):
    house = offline_house
    figures = {"saved": 0, "perhaps": 0, "tips": 0, "writes": 0}
    began = time.monotonic()
    for n in range(SCHEDULES):
        house.forget()
        house.start()
        house.proxy.fail()
        house.proxy.writes.clear()
        phone = offline.Phone.of(chromium, house)
        shift = Shift(offline, phone, house, random.Random(f"{SEED}/{n}"))
        try:
            phone.choose_shift()
            phone.prepare()
            shift.walk()
            shift.check()
            shift.end()
            assert (phone.complaints, phone.foreign) == ([], [])
        except BaseException as error:
            error.add_note(f"schedule {SEED}/{n}: {', '.join(shift.told)}")
            raise
        finally:
            phone.close()
        print(f"{n + 1} of {SCHEDULES} after {time.monotonic() - began:.0f} s", flush=True)
        figures["saved"] += len(shift.saved)
        figures["perhaps"] += len(shift.perhaps)
        figures["tips"] += len(shift.tips)
        figures["writes"] += len(house.proxy.writes)
    print(f"{SCHEDULES} schedules of {STEPS} steps in {time.monotonic() - began:.0f} s: {figures}")
