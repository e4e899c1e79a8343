"""How the OpenAPI document calls and explains its schemas, so that generated clients read well."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from habit_app.api import schedule_schemas

REF = "#/components/schemas/"
TEMPLATE = REF + "{model}"


def polish(document: dict[str, Any]) -> None:
    """Give schemas the product's names, schedules their union, and every field its sentence."""
    _add_schedules(document["components"]["schemas"])
    _rename(document)
    for name, schema in document["components"]["schemas"].items():
        if name.endswith(("Patch", "Edit")):
            _leave_out_defaults(schema)
        for field, said in schema.get("properties", {}).items():
            _say(said, _sentences()["fields"], field, name)
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _say(parameter, _sentences()["parameters"], parameter["name"])


@cache
def _sentences() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("habit_app.api") / "descriptions.toml").read_text())


def _say(said: dict[str, Any], sentences: dict[str, Any], name: str, schema: str = "") -> None:
    """The sentence about this very field first, then what the code says, then the common one."""
    own = sentences.get(schema, {}).get(name) if schema else None
    sentence = own or said.get("description") or sentences.get(name)
    if isinstance(sentence, str):
        said["description"] = sentence


def _add_schedules(schemas: dict[str, Any]) -> None:
    schemas |= schedule_schemas.components(TEMPLATE)
    union = {"$ref": REF + schedule_schemas.NAME}
    for schema in schemas.values():
        said = schema.get("properties", {}).get("schedule")
        if said is not None and "anyOf" in said:
            said["anyOf"] = [union, {"type": "null"}]
        elif said is not None:
            schema["properties"]["schedule"] = union.copy()


def _leave_out_defaults(schema: dict[str, Any]) -> None:
    """What a change does not name stays as it is; a client that sends defaults would reset it."""
    for said in schema["properties"].values():
        said.pop("default", None)


def _rename(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    names = {name: product_name(name) for name in schemas}
    if len(set(names.values())) < len(names):
        raise ValueError(f"Two schemas have one name: {sorted(names.values())}")
    document["components"]["schemas"] = {
        names[name]: schema | {"title": names[name]} for name, schema in sorted(schemas.items())
    }
    for part in _parts(document):
        if isinstance(reference := part.get("$ref"), str) and reference.startswith(REF):
            part["$ref"] = REF + names[reference.removeprefix(REF)]
        if "discriminator" in part:
            mapping = part["discriminator"]["mapping"]
            part["discriminator"]["mapping"] = {
                kind: REF + names[reference.removeprefix(REF)]
                for kind, reference in mapping.items()
            }


def product_name(name: str) -> str:
    """A schema's name without what it owes to the framework or to our folders."""
    if page := re.fullmatch(r"Page_(\w+?)(?:View)?_", name):
        return f"{page[1]}Page"
    if form := re.fullmatch(r"Body_(\w+?)(?:_by_form)?", name):
        return "".join(word.capitalize() for word in form[1].split("_")) + "Form"
    return name.removesuffix("View")


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)
