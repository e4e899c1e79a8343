"""The guard by itself: roles, another person in the same browser, and the shared limit."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from habit_app.services.shared.viewers import Viewer
from habit_app.ui.front_door import guard
from habit_app.ui.front_door.guard import Guard
from habit_app.ui.reflex import internals
from habit_app.ui.states.frame.frame import Frame
from tests.conftest import forget
from tests.makers import make_user


class ForAdmins:
    """Stands for a State that only admins may use."""

    _requires: ClassVar[str] = "admin"


class Ticking:
    """Stands for a State of which one handler checks in."""

    _requires: ClassVar[str] = "user"
    _ticks: ClassVar[frozenset[str]] = frozenset({"say"})


class ForNobody:
    """Stands for a State whose author forgot to say who may use it."""


class Tab:
    """An open page: what the guard sees of a root state."""

    def __init__(self) -> None:
        self.frame = SimpleNamespace(_identity=None, _viewer=None)
        self.router = SimpleNamespace(headers=SimpleNamespace(cookie="principal=x"))
        self.was_reset = False

    async def get_state(self, _kind: type) -> Any:
        return self.frame

    def _get_root_state(self) -> "Tab":
        return self

    def reset(self) -> None:
        self.was_reset = True


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Viewer:
    return replace(make_user(), session_id=uuid4())


async def ask(
    tab: Tab,
    viewer: Viewer | None,
    owner: type,
    monkeypatch: pytest.MonkeyPatch,
    name: str = "x.go",
) -> str:
    """What the guard says: nothing, or where to."""

    async def resolved(_principal: str) -> Viewer | None:
        return viewer

    monkeypatch.setattr(guard, "_viewer", resolved)
    monkeypatch.setattr(internals, "owner_of", lambda _name: owner)
    update = await Guard().preprocess(None, tab, SimpleNamespace(name=name))
    return "" if update is None else str(update.events)


@pytest.mark.usefixtures("sqlite_database")
class TestGuard:
    async def test_only_the_role_that_a_state_names_may_use_it(
        self, somebody: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = replace(somebody, role="admin")
        tab = Tab()
        tab.frame._identity = somebody.session_id

        assert "/404" in await ask(tab, somebody, ForAdmins, monkeypatch)
        assert await ask(tab, admin, ForAdmins, monkeypatch) == ""
        assert "/404" in await ask(tab, admin, ForNobody, monkeypatch)
        tab.frame._identity = None
        assert "/login" in await ask(tab, None, ForAdmins, monkeypatch)

    @pytest.mark.parametrize(
        ("page", "led"),
        [
            ("/settings#sh", "/login?next=/settings"),
            ("/", "/login"),
            ("//evil.example", "/login"),
            ("/nowhere", "/login"),
        ],
    )
    async def test_the_sign_in_leads_back_to_the_page_that_asked(
        self, monkeypatch: pytest.MonkeyPatch, page: str, led: str
    ) -> None:
        monkeypatch.setattr(internals, "current_tab", lambda: ("", {"asPath": page}))

        answer = await ask(Tab(), None, Frame, monkeypatch)

        assert f'"{led}"' in answer.replace("'", '"')

    async def test_a_tab_of_another_person_does_not_go_on(
        self, somebody: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tab = Tab()
        tab.frame._identity = uuid4()

        assert "/login" in await ask(tab, somebody, Frame, monkeypatch)
        assert not tab.was_reset
        assert await ask(tab, somebody, Frame, monkeypatch, "state.hydrate") == ""
        assert tab.was_reset

    async def test_a_state_that_is_nobodys_is_filled_for_who_is_looking(
        self, somebody: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tab = Tab()

        assert await ask(tab, somebody, Frame, monkeypatch) == ""
        assert (tab.frame._viewer, tab.was_reset) == (somebody, True)
        assert "/login" in await ask(tab, None, Frame, monkeypatch)

    async def test_while_the_database_is_away_nothing_passes_and_the_page_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(_principal: str) -> Viewer:
            raise OSError("The database is away.")

        tab = Tab()
        tab.frame.locale = "en"
        monkeypatch.setattr(guard, "_viewer", away)
        monkeypatch.setattr(internals, "owner_of", lambda _name: Frame)
        update = await Guard().preprocess(None, tab, SimpleNamespace(name="x.load"))

        assert update is not None
        assert "not possible at the moment" in str(update.delta[Frame.get_full_name()])

    async def test_what_ticks_spends_what_check_ins_may(
        self, somebody: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HABIT_RATE_CHECKIN", "1/minute")
        forget()
        tab, admin = Tab(), replace(somebody, role="admin")
        tab.frame._identity = somebody.session_id

        said = [await ask(tab, admin, Ticking, monkeypatch, "x.say") for _ in range(2)]

        assert said[0] == ""
        assert "too-many-requests" in said[1]
        assert await ask(tab, admin, Ticking, monkeypatch, "x.load") == ""

    async def test_pages_and_api_share_one_limit(
        self, somebody: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HABIT_RATE_OTHER", "2/minute")
        forget()
        tab, admin = Tab(), replace(somebody, role="admin")
        tab.frame._identity = somebody.session_id

        said = [await ask(tab, admin, ForAdmins, monkeypatch) for _ in range(3)]

        assert said[:2] == ["", ""]
        assert "too-many-requests" in said[2]
