"""Pages live in the moment that the whole run takes place at."""

import pytest
from playwright.sync_api import Page

from habit_app.clock import utc_now

pytestmark = pytest.mark.browser
LOOK = """() => [
  Date.now(), new Date().getTime(), new Date(...[]).getTime(), new Date(0).getTime(),
  new (new Date().constructor)().getTime(), Date.UTC(1970, 0, 2), Date.parse(Date()),
  Number(new Date(1970, 0, 1) instanceof Date),
]"""


def test_a_page_tells_the_time_of_the_run(page: Page) -> None:
    before = utc_now()
    called, made, spread, given, again, fixed, spoken, kind = page.evaluate(LOOK)
    after = utc_now()

    for told in (called, made, spread, again):
        assert int(before.timestamp() * 1000) <= told <= after.timestamp() * 1000
    assert int(before.timestamp()) * 1000 <= spoken <= after.timestamp() * 1000
    assert (given, fixed, kind) == (0, 86_400_000, 1)
