"""Which habits of a file are here already.

An imported habit keeps its origin. A file with a lasting id for each habit, as Loop's database,
gives `<tracker>:<uuid>`. Others have only the name, and which of several with that name it is
(`<tracker>:name:<hash>`); both kinds of file of one tracker find the same habit.

An export of our own holds the id of each habit, and its origin: so the habit that was exported is
found again, and one that came from Loop is still found by Loop's files.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from habit_app.db.rows import HabitRow
from habit_app.integrations.importers.history import ImportedHabit
from habit_app.integrations.importers.own import TRACKER as OWN


@dataclass(frozen=True, slots=True)
class Match:
    """Under which origin a habit is kept from now on, and as which it was known, if it was."""

    origin: str | None
    row: HabitRow | None


@dataclass(frozen=True, slots=True)
class _Names:
    lasting: str | None
    by_name: str


def match(tracker: str, habits: Sequence[ImportedHabit], rows: Sequence[HabitRow]) -> list[Match]:
    """Find each habit among the imported ones: by its own id, else by the name it came with.

    A CSV export also finds a habit that a database brought, by its title here. Habits of
    another kind are others, and no two of a file are the same.
    """
    if tracker == OWN:
        return _match_own(habits, rows)
    names = _names(tracker, habits)
    known = {row.origin: row for row in rows if row.origin}
    found: dict[int, HabitRow] = {}
    taken: set[str] = set()

    def take(place: int, row: HabitRow | None) -> None:
        if row is None or row.origin is None or row.origin in taken:
            return
        if row.kind == habits[place].kind:
            found[place] = row
            taken.add(row.origin)

    for place, name in enumerate(names):
        take(place, known.get(name.lasting or name.by_name))
    for place, name in enumerate(names):
        if place not in found and name.lasting:
            take(place, known.get(name.by_name))
    for place, name in enumerate(names):
        if place not in found and not name.lasting:
            take(place, _titled(tracker, habits[place].title, rows, taken))
    return [
        Match(_origin(name, found.get(place), known), found.get(place))
        for place, name in enumerate(names)
    ]


def _match_own(habits: Sequence[ImportedHabit], rows: Sequence[HabitRow]) -> list[Match]:
    known = {row.origin: row for row in rows if row.origin}
    known |= {f"{OWN}:{row.id}": row for row in rows}
    used: set[str | None] = {row.origin for row in rows}
    matches: list[Match] = []
    for habit in habits:
        names = [name for name in (f"{OWN}:{habit.uuid}", habit.origin) if name]
        row = next((known[name] for name in names if name in known), None)
        if row is not None and (row.kind != habit.kind or any(row is m.row for m in matches)):
            row = None
        free = [name for name in (*reversed(names), f"{names[0]}:{habit.kind}") if name not in used]
        origin = row.origin if row is not None else next(iter(free), None)
        used.add(origin)
        matches.append(Match(origin, row))
    return matches


def _names(tracker: str, habits: Sequence[ImportedHabit]) -> list[_Names]:
    twins: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    names = []
    for habit in habits:
        name = unicodedata.normalize("NFC", habit.name.strip())
        number = twins[name, habit.kind]
        twins[name, habit.kind] += 1
        digest = hashlib.sha256(f"{habit.kind}\n{number}\n{name}".encode(errors="replace"))
        lasting = f"{tracker}:{habit.uuid}" if habit.uuid and habit.uuid not in seen else None
        seen.add(habit.uuid or "")
        names.append(_Names(lasting, _by_name(tracker) + digest.hexdigest()[:32]))
    return names


def _by_name(tracker: str) -> str:
    return f"{tracker}:name:"


def _titled(tracker: str, title: str, rows: Sequence[HabitRow], taken: set[str]) -> HabitRow | None:
    for row in rows:
        origin = row.origin or ""
        free = origin not in taken and not origin.startswith(_by_name(tracker))
        if free and row.title == title and row.deleted_at is None:
            return row
    return None


def _origin(name: _Names, row: HabitRow | None, known: dict[str, HabitRow]) -> str:
    """The lasting name where there is one and nobody else has it."""
    if row is not None and (name.lasting is None or name.lasting in known):
        return str(row.origin)
    if name.lasting and name.lasting not in known:
        return name.lasting
    return name.by_name
