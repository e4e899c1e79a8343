"""What pages send as objects: known fields only, each of a bounded length."""

from typing import Any

import pytest

from habit_app.habit_app import app as _app
from habit_app.ui.reflex import internals
from habit_app.ui.reflex.arguments import as_fields
from habit_app.ui.states.habit import pauses
from habit_app.ui.states.habits import sheet_form
from tests.servers.product import Product
from tests.ui.front_door.test_handlers_are_doors import Person, our_handlers
from tests.ui.socket import Tab

OBJECTS = {"form", "typed"}
"""How arguments are called that are objects; a handler with another one fails a test."""


def with_objects() -> dict[str, str]:
    assert _app is not None
    found = {}
    for name in our_handlers():
        handler = internals.RegistrationContext.get().event_handlers[name].handler
        for argument, kind in handler.fn.__annotations__.items():
            if argument != "return" and "dict" in str(kind):
                found[name] = argument
    return found


def test_every_handler_with_an_object_is_known_to_these_tests() -> None:
    found = with_objects()

    assert len(found) >= 4
    assert set(found.values()) <= OBJECTS


@pytest.mark.parametrize("longest", [sheet_form.READ_LENGTHS, pauses.READ_LENGTHS])
def test_only_known_fields_are_read_and_none_is_long(longest: dict[str, int]) -> None:
    told: dict[Any, Any] = {f"field{number}": "x" * 4000 for number in range(60)}
    told |= dict.fromkeys(longest, "x" * 100000)

    read = as_fields(told, longest)

    assert read.keys() == longest.keys()
    assert all(len(value) <= 4000 for value in read.values())
    assert as_fields({name: {"in": ["side"]} for name in longest}, longest) == dict.fromkeys(
        longest, ""
    )
    assert as_fields([told], longest) == {}


def test_what_was_flooded_once_does_not_come_back(product: Product) -> None:
    person = Person(product)
    tab = Tab(product.base, cookie=person.cookie)
    tab.settled()
    for name, argument in with_objects().items():
        for turn in range(3):
            flood = {f"new{turn}x{number}": "LITTER" * 100 for number in range(60)}
            tab.tell(name, **{argument: flood})
    answer = tab.settled()
    state = tab.settled()  # its first events answer with all that the page's state holds
    tab.close()

    assert "LITTER" not in answer + state
    assert len(answer + state) < 200_000
