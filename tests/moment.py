"""The moment that a test run takes place at: now, or the one that HABIT_TEST_DAY names.

All clocks are moved by the same number of seconds and go on ticking: of this process, of the
Python processes that it starts, of the pages in browsers. Databases have none that matter, and
what only measures how long something takes is left as it is.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext

ASKED = "HABIT_TEST_DAY"
SHIFT = "TEST_CLOCK_SHIFT"
MOVED = str(Path(__file__).parent / "elsewhen")
PAGE = """(() => {
  const Own = Date;
  const now = () => Own.now() + SHIFT;
  globalThis.Date = new Proxy(Own, {
    apply: () => new Own(now()).toString(),
    construct: (_, given, as) =>
      Reflect.construct(Own, given.length ? given : [now()], as === Date ? Own : as),
    get: (_, name) => (name === "now" ? now : Reflect.get(Own, name)),
  });
  Own.prototype.constructor = Date;
})();"""


def asked_for(text: str) -> datetime:
    """Read a moment as it is named: in UTC, unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise pytest.UsageError(f"DAY={text}: name a moment like 2028-02-29T23:59.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def begin() -> None:
    """Go to the moment that is asked for; parallel workers go by as much as the first process."""
    if SHIFT not in os.environ:
        if not os.environ.get(ASKED):
            return
        os.environ[SHIFT] = str(asked_for(os.environ[ASKED]).timestamp() - time.time())
        paths = [MOVED, *filter(None, [os.environ.get("PYTHONPATH")])]
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    if not time_machine.escape_hatch.is_travelling():  # a worker was moved when it began
        time_machine.travel(time.time() + float(os.environ[SHIFT])).start()
        time.time()  # it ticks from the first look on


def carry(browser: Browser) -> None:
    """Let the pages of a browser live in the same moment."""
    if SHIFT not in os.environ:
        return
    opened = browser.new_context
    script = PAGE.replace("SHIFT", str(round(float(os.environ[SHIFT]) * 1000)))

    def new_context(**more: object) -> BrowserContext:
        context = opened(**more)  # type: ignore[arg-type]
        context.add_init_script(script)
        return context

    browser.new_context = new_context  # type: ignore[method-assign]


def named() -> str:
    """The moment as the run's header says it."""
    return f"the tests take place at {datetime.now(UTC):%A %Y-%m-%dT%H:%M:%SZ}"  # noqa: TID251
