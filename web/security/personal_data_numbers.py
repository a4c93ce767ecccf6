"""Finds what is told by its form: personal numbers, dates of birth, telephone numbers, mail, plates, initials."""

import re
from collections.abc import Iterator

from web.security.personal_data_kinds import Found, PersonalDataKind, shared_rules
from web.security.personal_data_text import Reading, pattern

_LOOK_BACK = 60
_LAST_DAY = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ADDED_TO_THE_DAY = 60
"""A co-ordination number is the day of birth and 60 (Skatteverket, SKV 707)."""


def numbers(reading: Reading) -> Iterator[Found]:
    """Give what the rules find, rule by rule; what two rules find is given by both."""
    for rule in shared_rules()["rules"]:
        at = 0
        while match := pattern(rule["pattern"]).search(reading.low, at):
            at = match.start() + 1  # a number that is none may stand at the head of one that is
            if _holds(rule.get("check", ""), match, reading.low):
                at = match.end()
                yield Found(*match.span(1), PersonalDataKind(rule["kind"]))


def plates(reading: Reading) -> Iterator[Found]:
    """Give number plates: three capital letters, two digits, a digit or letter; or what is called a plate."""
    rules = shared_rules()["plate"]
    for match in pattern(rules["pattern"]).finditer(reading.same):
        if match[1][:3].lower() not in rules["not"]:
            yield Found(*match.span(1), PersonalDataKind.PLATE)
    for match in pattern(rules["cued"]).finditer(reading.low):
        yield Found(*match.span(1), PersonalDataKind.PLATE)


def initials(reading: Reading) -> Iterator[Found]:
    """Give initials with a full stop after each."""
    rules = shared_rules()["initials"]
    for match in pattern(rules["pattern"]).finditer(reading.same):
        if match[1].lower().replace(" ", "").removesuffix(".") + "." not in rules["not"]:
            yield Found(*match.span(1), PersonalDataKind.NAME)


def _holds(check: str, match: re.Match[str], low: str) -> bool:
    if check == "personal_number":
        return _is_personal_number(match, low)
    return check != "phone" or not any(pattern(form).fullmatch(match[1]) for form in shared_rules()["not_phone"])


def _is_personal_number(match: re.Match[str], low: str) -> bool:
    """Tell a personal number from other digits.

    The date must be one that there is. With a hyphen or plus before the last four, or with the century, that is
    enough; a wrong check digit may be a slip of the pen. Otherwise the check digit must be right where the number
    might be a telephone number (it begins with 0) or where its parts stand apart; one that begins with 0 and whose
    parts stand apart unevenly, as ``0701 74 06 05``, is none.
    """
    _, century, year, after_year, month, after_month, day, between, last = match.groups()
    if not _is_day(int(month), int(day)):
        return False
    signed = between.strip() != ""
    before = low[: match.start()][-_LOOK_BACK:]
    if not last[-1].isdigit() or not last[0].isdigit():
        return signed
    if signed or pattern(shared_rules()["number_cue"]).search(before):
        return True
    evenly = after_year == after_month
    like_phone = century is None and year[0] == "0"
    if like_phone and (not evenly or pattern(shared_rules()["phone_cue"]).search(before)):
        return False
    if has_right_check_digit(year + month + day + last.replace(" ", "")):
        return True
    return not after_year and evenly and " " not in last and not like_phone


def _is_day(month: int, day: int) -> bool:
    if day >= _ADDED_TO_THE_DAY:  # with month 00 or day 60 where the date of birth is not known
        return month <= 12 and day - _ADDED_TO_THE_DAY <= _LAST_DAY[month]
    return 1 <= month <= 12 and 1 <= day <= _LAST_DAY[month]


def has_right_check_digit(ten: str) -> bool:
    """Tell whether ten digits end with the right one (modulus 10 with weights 2 and 1; Skatteverket, SKV 704).

    Examples
    --------
    >>> has_right_check_digit("1212121212"), has_right_check_digit("1212121213")
    (True, False)
    """
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(ten)]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
