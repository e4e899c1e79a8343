"""A client that a public generator makes of our document works, and is made without a warning."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.operations import DOCUMENT
from tests.servers.product import Product, running

HERE = Path(__file__).parent
GENERATOR = HERE / "client_generator.txt"
"""What the generator needs, pinned; it cannot live beside our packages, as it wants older ones."""
STORY = HERE / "generated_client_story.py"
CACHE = HERE.parents[2] / ".cache"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product")) as found:
        yield found


@pytest.fixture(scope="module")
def generator() -> Path:
    """The folder of the generator's commands, in an environment of its own."""
    home, uv = CACHE / "client-generator", Path(sys.executable).parent / "uv"
    CACHE.mkdir(exist_ok=True)
    with FileLock(CACHE / "client-generator.lock"):
        stamp = home / "installed.txt"
        if not stamp.exists() or stamp.read_text() != GENERATOR.read_text():
            python = home / "bin" / "python"
            install: list[str | Path] = [
                uv,
                "pip",
                "install",
                "-q",
                "--no-deps",
                "--require-hashes",
                "-p",
                python,
            ]
            subprocess.run([uv, "venv", "-q", "--clear", "-p", sys.executable, home], check=True)
            subprocess.run([*install, "-r", GENERATOR], check=True)
            stamp.write_text(GENERATOR.read_text())
    return home / "bin"


def test_a_generated_client_makes_a_habit_of_each_schedule(
    product: Product, generator: Path, tmp_path: Path
) -> None:
    document, client = tmp_path / "openapi.json", tmp_path / "smarthabit"
    document.write_text(json.dumps(DOCUMENT))
    command: list[str | Path] = [
        "generate",
        "--path",
        document,
        "--output-path",
        client,
        "--fail-on-warning",
    ]
    path = f"{generator}{os.pathsep}{os.environ['PATH']}"

    made = subprocess.run(
        [generator / "openapi-python-client", *command, "--meta", "none"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    told = subprocess.run(
        [generator / "python", "-W", "error", STORY, product.base],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (made.returncode, "arning" in made.stdout + made.stderr) == (0, False), made.stdout
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == [
        "daily",
        "weekdays",
        "every_n_days",
        "month_days",
        "per_week",
        "per_month",
        "rolling",
    ]
