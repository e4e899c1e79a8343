"""Which tabs are behind, which caused a change themselves, and that none is kept for ever."""

from uuid import uuid4

from habit_app.revisions import Raised
from habit_app.ui.live.open_tabs import OpenTabs

ADA, EVE = uuid4(), uuid4()


def opened(*tokens: str, seen: int = 5) -> OpenTabs:
    tabs = OpenTabs()
    for token in tokens:
        tabs.note(token, ADA, {"asPath": "/"}).seen = seen
    return tabs


def behind(tabs: OpenTabs, revision: int) -> list[str]:
    return sorted(tab.token for tab in tabs.behind(ADA, revision))


def test_only_tabs_that_show_less_are_behind() -> None:
    tabs = opened("a", "b")

    assert behind(tabs, 5) == []
    assert behind(tabs, 6) == ["a", "b"]
    assert tabs.behind(EVE, 6) == []


def test_a_change_of_its_own_does_not_bring_a_tab_behind() -> None:
    tabs = opened("a", "b")
    tabs.wrote("a", Raised(ADA, 5, 7))

    assert behind(tabs, 7) == ["b"]


def test_a_change_elsewhere_before_its_own_still_does() -> None:
    tabs = opened("a")
    tabs.wrote("a", Raised(ADA, 6, 7))

    assert behind(tabs, 7) == ["a"]


def test_closed_tabs_are_forgotten_with_their_users() -> None:
    tabs = opened("a", "b")
    tabs.note("c", EVE, {})
    tabs.keep_only({"b"})
    assert (len(tabs), tabs.users()) == (1, [ADA])
    tabs.leave("b")

    assert (len(tabs), tabs.users()) == (0, [])


def test_a_tab_of_somebody_else_starts_anew() -> None:
    tabs = opened("a")
    tab = tabs.note("a", EVE, {})

    assert tab.seen < 0
    assert behind(tabs, 9) == []


def test_what_we_asked_for_is_free_and_no_more() -> None:
    tab = opened("a").note("a", ADA, {})
    tab.passes = 1

    assert [tab.may_pass(), tab.may_pass()] == [True, False]
