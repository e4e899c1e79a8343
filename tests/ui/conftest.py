"""One running product for all tests of the pages."""

from collections.abc import Iterator

import pytest

from tests.servers.product import Product, running


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product")) as found:
        yield found
