"""Each operation that the source documents name has its counterpart, and the page says which."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from habit_app.api.app import create_api

ROOT = Path(__file__).parents[3]
SOURCES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/data/operations.toml").read_text())[
    "document"
]
OURS = {
    (method.upper(), path.removeprefix("/api/v1") or "/")
    for path, operations in create_api().openapi()["paths"].items()
    for method, operation in operations.items()
    if min(operation["responses"]) < "4"
}
"""What is built: an operation that is only ever refused waits for its issue."""


@pytest.mark.parametrize("document", SOURCES, ids=lambda document: document["name"])
def test_every_operation_has_its_counterpart(document: dict[str, Any]) -> None:
    missing, early = [], []
    for operation in document["operations"]:
        method, _, path = operation["here"].partition(" ")
        there = (method, path) in OURS
        if "later" in operation and there:
            early.append(operation["here"])
        if "later" not in operation and not there:
            missing.append(operation["here"])

    assert (missing, early) == ([], [])


def test_the_page_of_the_api_has_every_name() -> None:
    page = (ROOT / "docs/api.md").read_text()
    rows = re.findall(r"^\| `([A-Z]+ [^`]+)` \| `([A-Z]+ [^`]+)`", page, re.MULTILINE)
    renamed = {
        (operation["there"], operation["here"])
        for document in SOURCES
        for operation in document["operations"]
    }

    assert set(rows) == renamed
