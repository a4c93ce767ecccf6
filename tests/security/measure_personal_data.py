"""How much of the personal data in the labelled sentences is found: ``python tests/security/measure_personal_data.py``.

An item counts as found where a piece of its kind shares a character with it; ``exact`` where it has the same span too.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from web.security.personal_data import Found, PersonalDataKind, personal_data

FOLDER = Path(__file__).parent / "personal_data"
PARTS = ("looked_at", "measured", "afterwards")
_ITEM = re.compile(rf"\[({'|'.join(PersonalDataKind)})\|(.+?)\](?!\w)")


@dataclass(frozen=True)
class Sentence:
    text: str
    items: tuple[Found, ...]


@dataclass(frozen=True)
class Score:
    items: int
    found: int
    exact: int
    wrong: int

    @property
    def precision(self):
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self):
        return self.found / self.items if self.items else 1.0


def sentence(line):
    """Read a line with marks: its text, and where its items stand."""
    text, items, at = "", [], 0
    for match in _ITEM.finditer(line):
        text += line[at : match.start()]
        items.append(Found(len(text), len(text) + len(match[2]), PersonalDataKind(match[1])))
        text += match[2]
        at = match.end()
    return Sentence(text + line[at:], tuple(items))


def sentences(part):
    lines = (FOLDER / f"{part}.txt").read_text(encoding="utf-8").splitlines()
    return [sentence(line) for line in lines if line and not line.startswith("#")]


def misses(part, find=personal_data):
    """Give what is wrong: what was not found, and what was found though it is none."""
    for one in sentences(part):
        found = find(one.text)
        for item in one.items:
            if not any(piece.kind is item.kind and piece.touches(item.start, item.end) for piece in found):
                yield "not found", item.kind, item.of(one.text), one.text
        for piece in found:
            if not any(piece.kind is item.kind and piece.touches(item.start, item.end) for item in one.items):
                yield "wrong", piece.kind, piece.of(one.text), one.text


def scores(part, find=personal_data):
    """Give a score for each kind."""
    counts = Counter()
    for one in sentences(part):
        found = find(one.text)
        for item in one.items:
            alike = [p for p in found if p.kind is item.kind and p.touches(item.start, item.end)]
            counts[item.kind, "items"] += 1
            counts[item.kind, "found"] += bool(alike)
            counts[item.kind, "exact"] += item in alike
        for piece in found:
            alike = any(i.kind is piece.kind and i.touches(piece.start, piece.end) for i in one.items)
            counts[piece.kind, "wrong"] += not alike
    return {
        kind: Score(*(counts[kind, name] for name in ("items", "found", "exact", "wrong"))) for kind in PersonalDataKind
    }


def table(part, find=personal_data):
    """Write the scores of a part."""
    lines = [f"{part:16} {'items':>6} {'found':>6} {'exact':>6} {'wrong':>6} {'precision':>10} {'recall':>7}"]
    for kind, score in scores(part, find).items():
        numbers = f"{score.items:6} {score.found:6} {score.exact:6} {score.wrong:6}"
        lines.append(f"{kind:16} {numbers} {score.precision:10.3f} {score.recall:7.3f}")
    return "\n".join(lines)


if __name__ == "__main__":
    for name in PARTS:
        print(table(name), end="\n\n")
    if "--misses" in sys.argv:  # of the part that may be looked at
        for told in misses("looked_at"):
            print(*told, sep=" | ")
