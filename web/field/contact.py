"""Whom a team calls when a pair is not heard of: words, and the telephone in them."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from web.store.tables.teams import TeamRow

_PHONE = re.compile(r"\+?\d[\d \-]{4,}\d")


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is called: words, and the telephone in them as digits; empty where the team named none."""

    text: str
    phone: str


def contact_of(session: Session, team: str) -> Contact:
    """Give whom a team calls when a pair is not heard of."""
    row = session.get(TeamRow, team)
    text = row.contact.strip() if row else ""
    phone = _PHONE.search(text)
    return Contact(text, re.sub(r"[ \-]", "", phone[0]) if phone else "")
