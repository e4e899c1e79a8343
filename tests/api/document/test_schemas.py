"""The document is written for those who write a client: names, sentences, the seven schedules."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from habit_app.api import schemas
from habit_app.api.schedule_schemas import CHECKED
from habit_app.domain.schedules import TYPES, WEEKDAYS, RuleError, parse_schedule
from tests.operations import DOCUMENT, OPERATIONS

SCHEMAS: dict[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]


def test_schemas_carry_the_products_names() -> None:
    odd = [name for name in SCHEMAS if not re.fullmatch(r"([A-Z][a-z]+|N(?=Days))+", name)]

    assert odd == []
    assert not [name for name in SCHEMAS if name.endswith("View")]
    assert [name for name, schema in SCHEMAS.items() if schema["title"] != name] == []


def test_two_schemas_of_one_name_are_refused() -> None:
    twice = {"HabitView": {"type": "object"}, "Habit": {"type": "object"}}
    document: dict[str, Any] = {"components": {"schemas": twice}, "paths": {}}

    with pytest.raises(ValueError, match="one name"):
        schemas.polish(document)


def test_every_field_and_every_parameter_has_its_sentence() -> None:
    fields = [
        f"{name}.{field}"
        for name, schema in SCHEMAS.items()
        for field, said in schema.get("properties", {}).items()
        if not said.get("description", "").endswith(".")
    ]
    parameters = [
        f"{operation['operationId']}.{parameter['name']}"
        for _, _, operation in OPERATIONS
        for parameter in operation.get("parameters", ())
        if not parameter.get("description", "").endswith(".")
    ]

    assert (fields, parameters) == ([], [])


def test_no_sentence_is_about_what_is_not_there() -> None:
    said = schemas._sentences()["fields"]
    known = {name: schema.get("properties", {}) for name, schema in SCHEMAS.items()}
    everywhere = {field for fields in known.values() for field in fields}
    common = {field for field, sentence in said.items() if isinstance(sentence, str)}
    special = [
        f"{name}.{field}"
        for name, sentences in said.items()
        if isinstance(sentences, dict)
        for field in sentences
        if field not in known.get(name, {})
    ]

    assert common - everywhere == set()
    assert special == []


def test_a_change_has_no_defaults_that_a_client_could_send() -> None:
    for name in ("HabitPatch", "ProfileEdit", "ChannelPatch", "PausePatch"):
        assert SCHEMAS[name]["properties"]
        for field, said in SCHEMAS[name]["properties"].items():
            assert "default" not in said, f"{name}.{field}"


@pytest.mark.parametrize("name", ["Habit", "HabitDetail", "HabitDraft", "HabitPatch", "Version"])
def test_a_schedule_is_one_of_seven_told_apart_by_its_type(name: str) -> None:
    said = SCHEMAS[name]["properties"]["schedule"]
    union = SCHEMAS["Schedule"]

    assert "#/components/schemas/Schedule" in {said.get("$ref"), *_references(said)}
    assert set(union["discriminator"]["mapping"]) == set(TYPES)
    assert len(union["oneOf"]) == len(TYPES)
    for reference in union["discriminator"]["mapping"].values():
        member = SCHEMAS[reference.rpartition("/")[2]]
        assert [CHECKED.validate_python(example) for example in member["examples"]]


def _references(said: dict[str, Any]) -> set[str]:
    return {each["$ref"] for each in said.get("anyOf", ()) if "$ref" in each}


WHOLE = st.integers(-2, 400) | st.booleans() | st.none() | st.text(max_size=2) | st.just(2.5)
LISTS = st.lists(st.sampled_from(WEEKDAYS) | st.integers(-1, 33), max_size=4)
DAYS = st.dates().map(date.isoformat) | st.just("2026-02-30") | st.none()
FIELDS = {"n": WHOLE, "times": WHOLE, "days": WHOLE | LISTS, "anchor": DAYS, "other": WHOLE}
SAID = st.fixed_dictionaries({"type": st.sampled_from([*TYPES, "yearly"])}, optional=FIELDS)


@given(SAID)
def test_the_documented_schedules_are_those_that_the_domain_takes(said: dict[str, Any]) -> None:
    """But for times and days of a rolling one, which JSON Schema cannot compare."""
    try:
        CHECKED.validate_python(said)
        documented = True
    except ValidationError:
        documented = False
    if documented and said["type"] == "rolling":
        documented = said["times"] <= said["days"]
    try:
        parse_schedule(said, start=date(2026, 1, 1))
        taken = True
    except RuleError:
        taken = False

    assert documented == taken
