"""The pages as people feel them: start, idle memory, and a tick from tap to confirmation.

`python -m benchmarks.pages` starts the product on SQLite with demo data and drives it in
Chromium; prints a table and writes JSON.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from habit_app.serving import supervisor
from tests.servers.chromium import FLAGS, executable
from tests.servers.product import built

TICKS = 100
RESULTS = Path("benchmarks/results")
WATCH = """() => {
  window.ticks = [];
  let begun = 0, painted = 0;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[role=checkbox]")) { begun = event.timeStamp; painted = 0; }
  }, true);
  new MutationObserver(() => {
    if (begun && !painted) {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { painted = performance.now() - begun; };
      requestAnimationFrame(() => channel.port2.postMessage(0));
    }
  }).observe(document.body, { subtree: true, attributeFilter: ["aria-checked"] });
  const send = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await send(...asked);
    if (String(asked[0]).endsWith("/checkin")) {
      window.ticks.push([painted, performance.now() - begun]);
    }
    return answer;
  };
}"""


def start(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], float]:
    """Start the product as `make run` does; return it and the seconds to its first answer."""
    environment = os.environ | {
        "HABIT_ENV": "laptop",
        "HABIT_DATA_DIR": str(folder),
        "HABIT_PORT": str(port),
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "habit_app", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while time.perf_counter() - began < 60:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/db"):
            return process, time.perf_counter() - began
        time.sleep(0.02)
    raise RuntimeError("The product did not come up.")


def memory_of(parent: int) -> float:
    """The resident memory of the largest process below one, in MiB: the web process."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    pages = int(Path(f"/proc/{parent}/statm").read_text().split()[1])
    own = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return max([own, *(memory_of(int(child)) for child in children)])


def sign_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill("demo@example.com")
    page.get_by_label("Password").fill("Demo123!")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("checkbox").first.wait_for()


def tick(page: Page) -> list[tuple[float, float]]:
    """Tap one habit's box again and again; milliseconds to the paint and to the server's yes."""
    page.evaluate(WATCH)
    box = page.get_by_role("checkbox").first
    for number in range(1, TICKS + 1):
        box.click()
        while page.evaluate("window.ticks.length") < number:
            page.wait_for_timeout(20)
        page.wait_for_timeout(60)
    return [(paint, sure) for paint, sure in page.evaluate("window.ticks")]


def figures(folder: Path) -> dict[str, float]:
    port = supervisor.free_port("127.0.0.1", 19_500)
    process, first_start = start(folder, port)
    process.terminate()
    process.wait(15)
    process, next_start = start(folder, port)
    try:
        time.sleep(3)
        idle = memory_of(process.pid)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
            page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
            sign_in(page)
            times = tick(page)
            browser.close()
    finally:
        process.terminate()
        process.wait(15)
    paints, answers = zip(*times, strict=True)
    return {
        "first start with demo data, s": round(first_start, 2),
        "start of a built install, s": round(next_start, 2),
        "idle web process, MiB": round(idle, 1),
        "tick painted, median ms": round(statistics.median(paints), 1),
        "tick painted, p95 ms": round(statistics.quantiles(paints, n=20)[-1], 1),
        "tick confirmed, median ms": round(statistics.median(answers), 1),
        "tick confirmed, p95 ms": round(statistics.quantiles(answers, n=20)[-1], 1),
    }


def main() -> None:
    built()
    with tempfile.TemporaryDirectory() as name:
        found = figures(Path(name))
    for what, value in found.items():
        print(f"{what:<34}{value:>8}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "pages.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
