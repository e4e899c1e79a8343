"""What the built pages weigh, and what must not be in them."""

import re
from pathlib import Path

import pytest

from habit_app.serving import pages
from tests.servers.product import Product

CLIENT = pages.WEB / "build" / "client"


def weight(kind: str) -> int:
    """Bytes with Brotli of all that Today loads."""
    page = (CLIENT / "index.html").read_text()
    names = set(re.findall(rf"/assets/[^\"'\\]+?\.{kind}", page))
    assert names
    return sum(_sent(CLIENT / name[1:]) for name in names)


def _sent(path: Path) -> int:
    small = path.with_name(f"{path.name}.br")
    return (small if small.exists() else path).stat().st_size


@pytest.mark.parametrize(("kind", "most"), [("js", 250_000), ("css", 90_000)])
def test_today_is_light(product: Product, kind: str, most: int) -> None:
    assert weight(kind) <= most


def test_the_pages_carry_no_address(product: Product) -> None:
    texts = [path.read_text() for path in CLIENT.rglob("*.js")]

    assert not any("localhost:8000" in text for text in texts)


def test_only_a_chart_in_sight_loads_plotly_and_only_its_basic_bundle(product: Product) -> None:
    bundles = [path for path in CLIENT.rglob("*.js") if "plotly" in path.name]
    whole = {path for path in CLIENT.rglob("*.html") if "plotly" in path.read_text()}

    assert [path.name.partition(".")[0] for path in bundles] == ["plotly-basic"]
    assert bundles[0].stat().st_size < 1_200_000
    assert whole == set()
    assert not [
        path.name
        for path in CLIENT.rglob("*.js")
        if re.search(r"(?:from|import)\s*[\"'`][^\"'`]*plotly", path.read_text())
    ]
