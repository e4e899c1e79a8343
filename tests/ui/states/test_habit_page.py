"""The States of a habit's page by themselves: what a load reads, and what the parts make of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from habit_app.db.session import read_only, unit_of_work
from habit_app.services.checkins import entries
from habit_app.services.checkins.entries import EntryQuery
from habit_app.services.habits import habits, pauses
from habit_app.services.habits.drafts import HabitPatch
from habit_app.services.habits.pauses import PauseDraft
from habit_app.services.habits.views import HabitDetail
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.states.habit import habit as page
from habit_app.ui.states.habit import history
from habit_app.ui.states.habit.habit import HabitState, Reading
from habit_app.ui.states.habit.pauses import PausesState
from habit_app.ui.states.habit.versions import VersionsState
from habit_app.ui.states.habit.year import YearState, weeks_back
from tests.conftest import NOON
from tests.makers import keep, make_habit, make_user

TODAY = NOON.date()


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    return make_user()


def read(viewer: Viewer, habit: HabitDetail, back: int = 0) -> Reading:
    with read_only() as session:
        return page.read(
            session,
            viewer=viewer,
            habit_id=habit.id,
            span=weeks_back(viewer, back),
            query=EntryQuery(limit=10),
        )


def days_before(count: int) -> list[date]:
    return [TODAY - timedelta(days=back) for back in range(count)]


def test_ten_years_cost_as_many_statements_as_a_week(
    viewer: Viewer, statements: Callable[[], Any]
) -> None:
    young = make_habit(viewer)
    old = make_habit(viewer, start_date=TODAY - timedelta(days=3650))
    keep(viewer, young.id, days_before(7))
    rows = [
        {
            "habit_id": old.id,
            "day": day,
            "status": "done",
            "value": None,
            "note": None,
            "source": "import",
            "recorded_at": NOON,
        }
        for day in days_before(3650)
    ]
    from habit_app.db.queries import habits as store

    with unit_of_work() as session:
        store.insert_rows(session, store.ENTRY, rows)
    counts = []
    for habit in (young, old):
        with statements() as seen:
            read(viewer, habit)
        counts.append(len([line for line in seen if line.startswith(("SELECT", "WITH"))]))

    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_a_map_is_53_whole_weeks_and_leads_back_to_the_start(viewer: Viewer) -> None:
    habit = make_habit(viewer, start_date=TODAY - timedelta(days=800))
    keep(viewer, habit.id, [TODAY, TODAY - timedelta(days=400)])
    year = YearState()

    for back, oldest in ((0, 2), (1, 2), (2, 2)):
        year.back = back
        year._fill(viewer, read(viewer, habit, back).days)
        first, last = weeks_back(viewer, back)
        assert (last - first).days == 53 * 7 - 1
        assert first.weekday() == 0
        assert year.oldest == oldest
        assert year.days["first"] == first.isoformat()
    assert first <= TODAY - timedelta(days=800) <= last
    assert year.days["cells"][0][0] == "before"


def test_a_day_of_the_map_says_what_was_noted_and_no_more_than_a_glimpse(viewer: Viewer) -> None:
    habit = make_habit(viewer, kind="numeric", target=10)
    keep(viewer, habit.id, [TODAY], value=4000)
    said = Entry(viewer, habit)
    said.note("n" * 900)
    year = YearState()

    year._fill(viewer, read(viewer, habit).days)

    assert year.days["cells"][-1] == ["partial", 4, "n" * 120]


class Entry:
    """Writes a note on today."""

    def __init__(self, viewer: Viewer, habit: HabitDetail) -> None:
        self.viewer, self.habit = viewer, habit

    def note(self, words: str) -> None:
        from habit_app.domain.checkins import Statement
        from habit_app.services.checkins import checkins
        from habit_app.services.checkins.statements import Checkin

        with unit_of_work() as session:
            checkins.check_in(
                session,
                viewer=self.viewer,
                habit_id=self.habit.id,
                checkin=Checkin(Statement(note=words, sets_note=True), day=TODAY),
            )


@pytest.mark.parametrize("kind", ["binary", "numeric"])
@pytest.mark.parametrize("noted", [False, True])
def test_what_is_put_back_is_what_was_removed(viewer: Viewer, kind: str, noted: bool) -> None:
    habit = make_habit(viewer, kind=kind, target=1 if kind == "binary" else 10)
    keep(viewer, habit.id, [TODAY], value=None if kind == "binary" else 4500)
    if noted:
        Entry(viewer, habit).note("tired")
    before = read(viewer, habit).entries.items[0]

    with unit_of_work() as session:
        gone = history._remove(session, viewer=viewer, habit_id=habit.id, day=TODAY)
    assert read(viewer, habit).entries.items == []
    with unit_of_work() as session:
        entries.put_back(session, viewer=viewer, habit_id=habit.id, entry=gone)

    after = read(viewer, habit).entries.items[0]
    for name in ("day", "status", "value", "note", "state"):
        assert getattr(after, name) == getattr(before, name)


def test_a_note_alone_is_put_back_as_a_note(viewer: Viewer) -> None:
    habit = make_habit(viewer)
    Entry(viewer, habit).note("on the way")
    with unit_of_work() as session:
        gone = history._remove(session, viewer=viewer, habit_id=habit.id, day=TODAY)
    with unit_of_work() as session:
        entries.put_back(session, viewer=viewer, habit_id=habit.id, entry=gone)

    assert read(viewer, habit).entries.items[0].status == "note"


def test_pauses_and_versions_say_when(viewer: Viewer) -> None:
    habit = make_habit(viewer, start_date=TODAY - timedelta(days=30))
    spans = [(-20, -10), (-2, None), (5, 9)]
    with unit_of_work() as session:
        for first, last in spans:
            draft = PauseDraft(
                TODAY + timedelta(days=first),
                None if last is None else TODAY + timedelta(days=last),
                None,
            )
            pauses.create(session, viewer=viewer, habit_id=habit.id, draft=draft)
        change = HabitPatch.model_validate(
            {"schedule": {"type": "per_week", "times": 3}, "valid_from": "2026-04-01"}
        )
        habits.edit(session, viewer=viewer, habit_id=habit.id, change=change)
    detail = read(viewer, habit).detail
    pause_list, version_list = PausesState(), VersionsState()

    pause_list._fill(viewer, detail.pauses)
    version_list._fill(viewer, detail)

    assert [row.when for row in pause_list.rows] == ["coming", "now", "past"]
    assert [(row.words, row.is_coming) for row in version_list.rows] == [
        ("Three times a week", True),
        ("Every day", False),
    ]


async def test_a_page_that_cannot_be_read_says_so(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def looking(_state: HabitState) -> Viewer:
        return viewer

    async def begin(_state: HabitState) -> None:
        return None

    async def broken(*_args: Any, **_more: Any) -> Reading:
        raise RuntimeError("The disk is gone.")

    monkeypatch.setattr(HabitState, "_viewer_now", looking)
    monkeypatch.setattr(HabitState, "_begin", begin)
    monkeypatch.setattr(page.routes, "habit_in", lambda _path: habits.UUID(int=1))
    state = HabitState()
    monkeypatch.setattr(HabitState, "_read", broken)

    await state.load()

    assert state.phase == "failed"
    assert "could not be read" in caplog.text
