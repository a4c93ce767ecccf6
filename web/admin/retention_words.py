"""Names of what is forgotten on clocks, of the steps, and what may be wrong with a clock."""

from collections.abc import Mapping

from web.store.clocks import Category, ClockFault, Step
from web.words import N_

CATEGORIES: Mapping[Category, str] = {
    Category.TIP: N_("Tips"),
    Category.REPORTER_CONTACT: N_("Contact of whoever left a tip"),
    Category.VISIT: N_("Visits"),
    Category.EFFORT: N_("Targeted efforts"),
    Category.CHECK_IN: N_("Check-ins of pairs"),
    Category.PLAN_DRAFT: N_("Plans that were never published"),
    Category.PLAN_PUBLISHED: N_("Published plans"),
    Category.ABSENCE: N_("Absences and wishes in the teams"),
    Category.COMMITMENT: N_("Fixed work in the teams"),
    Category.CLOSED_ACCOUNT: N_("Closed accounts"),
    Category.INVITATION: N_("Invitations to accounts, and withdrawn calendar addresses"),
    Category.SIGN_IN_TRY: N_("Failed tries to sign in, and spent proofs of work"),
    Category.JOB: N_("Jobs"),
    Category.AUDIT: N_("The audit"),
    Category.BACKUP: N_("Backups"),
    Category.ERASURE: N_("What was erased by hand"),
}
"""Each category, as the page and the command line name it."""

COUNTED_FROM: Mapping[Category, str] = {
    Category.TIP: N_("Days from when the tip came in"),
    Category.REPORTER_CONTACT: N_("Days from when the tip was closed, or from when the contact was left"),
    Category.VISIT: N_("Days from the visit"),
    Category.EFFORT: N_("Days from the last day of the effort"),
    Category.CHECK_IN: N_("Days from the shift"),
    Category.PLAN_DRAFT: N_("Days from the end of the plan's week"),
    Category.PLAN_PUBLISHED: N_("Days from the end of the plan's week"),
    Category.ABSENCE: N_("Days from the last day away, or wished for"),
    Category.COMMITMENT: N_("Days from the end of the work"),
    Category.CLOSED_ACCOUNT: N_("Days from when the account was closed"),
    Category.INVITATION: N_("Days from when the invitation ended, or the address was withdrawn"),
    Category.SIGN_IN_TRY: N_("Days from the try"),
    Category.JOB: N_("Days from the end of the job"),
    Category.AUDIT: N_("Days from the entry"),
    Category.BACKUP: N_("Days from when the backup was made"),
    Category.ERASURE: N_("Days from when it was erased"),
}
"""From when the days of each category count."""

STEPS: Mapping[Step, str] = {
    Step.TEXT: N_("the words are erased"),
    Step.GRID_250: N_("the place becomes a square of 250 m"),
    Step.DISTRICT: N_("the place becomes a city district"),
    Step.CLOSED: N_("erased when the tip is closed"),
    Step.GONE: N_("erased"),
}
"""What each step does."""

FAULTS: Mapping[ClockFault, str] = {
    ClockFault.LIMITS: N_("Write a whole number of days from %(least)s to %(most)s."),
    ClockFault.ORDER: N_("The steps must come one after the other: exact place, square, district, erased."),
}
"""What is wrong with a clock, and what to do."""

WRONG_CLOCK = N_(
    "The clock has jumped from %(known)s to %(now)s (UTC), so nothing was erased: too much would be. Look at the "
    "computer's clock. If it is right, go on with: faltplan clock --accept"
)
