"""What is promised to whoever tells: who reads a tip, by the declarations of the routes, and how long it is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from web.security.access import Access
from web.security.person import Role
from web.store.clocks import Category, Clocks, Step
from web.words import N_, Words

READERS: Mapping[Role, str] = {
    Role.LEAD: N_("team leads"),
    Role.FIELD: N_("field workers"),
    Role.COORDINATOR: N_("coordinators"),
    Role.PARTNER: N_("partner organisations"),
    Role.DISTRICT: N_("the city districts"),
    Role.AUDITOR: N_("auditors"),
    Role.ADMIN: N_("those who look after accounts"),
}
"""Roles as readers, many of each; the police are none."""

READING = "triage"
"""The blueprint whose pages show tips; those that show the contact have the word in their name."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Which roles read tips, and which read the contact of whoever left one."""

    tips: tuple[Role, ...]
    contacts: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class KeptFor:
    """One thing that is kept: what it is, what happens to it after how long, and why then."""

    what: str
    after: str
    why: str


def readers(endpoints: Iterable[str], access_of: Callable[[str], Access | None]) -> Readers:
    """Find who reads tips by what the routes declare.

    Parameters
    ----------
    endpoints
        Every endpoint of the application.
    access_of
        Tells who may call one.
    """
    tips: set[Role] = set()
    contacts: set[Role] = set()
    for endpoint in endpoints:
        blueprint, _, name = endpoint.rpartition(".")
        access = access_of(endpoint) if blueprint == READING else None
        if access is not None:
            tips |= access.roles
            contacts |= access.roles if "contact" in name else set()
    return Readers(_in_order(tips), _in_order(contacts or tips))


def promises(words: Words, clocks: Clocks, read_by: Readers) -> tuple[str, ...]:
    """Say shortly what becomes of a tip: what stands before the button that sends it."""
    exact = _length(words, clocks[Category.TIP, Step.GRID_250].days)
    gone = _length(words, clocks[Category.TIP, Step.GONE].days)
    return (
        who_reads(words, read_by.tips),
        words.text("The exact place is hidden after %(exact)s and everything is erased after %(gone)s.", exact=exact, gone=gone),  # noqa: E501
        words.text("Nothing is shown on an open map."),
        words.text("You get a code. With it you see what has been done."),
    )  # fmt: skip


def contact_promise(words: Words, clocks: Clocks, read_by: Readers) -> str:
    """Say what becomes of the contact."""
    return words.text(
        "Your contact is kept apart from the tip and read by %(who)s. It is erased %(closed)s after the tip is closed, "
        "after %(gone)s at the latest, or at once when you ask for it with your code.",
        who=listed_readers(words, read_by.contacts),
        closed=_length(words, clocks[Category.REPORTER_CONTACT, Step.CLOSED].days),
        gone=_length(words, clocks[Category.REPORTER_CONTACT, Step.GONE].days),
    )


def who_reads(words: Words, roles: Iterable[Role]) -> str:
    """Say who reads tips."""
    found = tuple(roles)
    if not found:
        return words.text("Nobody reads tips here yet: call the city instead.")
    return words.text("It is read by %(who)s in outreach. Nobody else has access.", who=listed_readers(words, found))


def listed_readers(words: Words, roles: Iterable[Role]) -> str:
    """Name roles as readers: ``gruppledare och samordnare``."""
    return words.listed([words.text(READERS[role]) for role in roles])


def kept_for(words: Words, clocks: Clocks) -> tuple[KeptFor, ...]:
    """Tell of everything that is kept because of a tip, in full, by the clocks as they are set."""
    return tuple(
        KeptFor(
            words.text(what),
            words.text(after, time=_length(words, clocks[category, step].days)),
            words.text(why or clocks[category, step].reason),
        )
        for category, step, what, after, why in _KEPT
    )


_COUNTED = N_("Tips are counted so that nobody drowns the form. A sealed number is enough for that.")
_KEPT = (
    (Category.TIP, Step.GRID_250, N_("The exact place"), N_("becomes a square of 250 metres after %(time)s"), ""),
    (Category.TIP, Step.TEXT, N_("What you wrote"), N_("erased after %(time)s"), ""),
    (Category.TIP, Step.DISTRICT, N_("The square"), N_("becomes the name of a city district after %(time)s"), ""),
    (Category.TIP, Step.GONE, N_("The whole tip"), N_("erased after %(time)s"), ""),
    (Category.REPORTER_CONTACT, Step.CLOSED, N_("Your contact, if you left one"), N_("erased %(time)s after the tip was closed"), ""),  # noqa: E501
    (Category.REPORTER_CONTACT, Step.GONE, N_("Your contact, if the tip was not closed"), N_("erased after %(time)s"), ""),  # noqa: E501
    (Category.SIGN_IN_TRY, Step.GONE, N_("That a tip came from your network, as a sealed number and no address"), N_("erased after %(time)s"), _COUNTED),  # noqa: E501
    (Category.AUDIT, Step.GONE, N_("That staff looked at the tip or changed it, by number alone"), N_("erased after %(time)s"), ""),  # noqa: E501
    (Category.BACKUP, Step.GONE, N_("Safety copies of the database"), N_("erased after %(time)s"), ""),
)  # fmt: skip
"""What is kept because of a tip, by its clock; the reason is the clock's own unless another is given."""


def _in_order(roles: set[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in roles)


def _length(words: Words, days: int) -> str:
    """Write a number of days in the largest unit that holds it whole."""
    if days % 365 == 0:
        return words.plural("%(num)s year", "%(num)s years", days // 365)
    if days % 30 == 0 and days >= 60:
        return words.plural("%(num)s month", "%(num)s months", days // 30)
    return words.plural("%(num)s day", "%(num)s days", days)
