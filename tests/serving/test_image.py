"""The image: what its Dockerfile promises, and its own steps carried out without Docker."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import yaml

from habit_app.serving import supervisor
from tests.servers import redis
from tests.servers.ports import free_port
from tests.serving import dockerfile
from tests.serving.dockerfile import Image

COMMANDS = {"web", "worker", "beat"}
NOBODY = 10001


def test_the_image_runs_as_nobody_in_particular_and_without_node() -> None:
    build, final = dockerfile.read()
    steps = " ".join(rest for _, rest in final.steps)

    assert final.all_of("USER") == ["habit"]
    assert "requirements-build.txt" in " ".join(build.all_of("COPY"))
    assert "requirements-build.txt" not in steps
    assert all("--require-hashes" in run for run in final.all_of("RUN") if "pip install" in run)
    assert "/health/db" in final.all_of("HEALTHCHECK")[0]
    assert final.all_of("CMD") == ['["web"]']


def test_no_secret_is_in_the_image() -> None:
    for stage in dockerfile.read():
        assert not [rest for rest in stage.all_of("ENV") if "SECRET" in rest or "PASSWORD" in rest]
        assert not stage.all_of("ARG")
    assert {".env", "data", ".git"} <= set((supervisor.ROOT / ".dockerignore").read_text().split())


def test_compose_starts_every_process_and_keeps_what_has_to_be_kept() -> None:
    compose = yaml.safe_load((supervisor.ROOT / "docker-compose.yml").read_text())
    services = compose["services"]

    assert set(services) == COMMANDS | {"postgres", "redis", "migrate"}
    assert "yes" in services["redis"]["command"]  # append-only
    for name in COMMANDS:
        assert services[name]["command"] == [name]
        assert services[name]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }
        assert services[name]["read_only"]
    for name in COMMANDS | {"postgres", "redis"}:
        assert services[name]["restart"] == "unless-stopped"
        assert services[name]["mem_limit"]
    assert set(compose["volumes"]) == {"postgres", "redis", "data"}
    used = {each.partition(":")[0] for one in services.values() for each in one.get("volumes", [])}
    assert used == set(compose["volumes"])


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The Dockerfile's steps, carried out in an environment of their own."""
    folder = tmp_path_factory.mktemp("image")
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    sources = folder / "context"
    dockerfile.context(sources)
    done: dict[str, Path] = {}
    for number, stage in enumerate(dockerfile.read()):
        found = Image(stage, folder / f"stage{number}", sources, done)
        done[stage.name or str(number)] = found.folder
    return found


@contextmanager
def process(image: Image, name: str, settings: dict[str, str]) -> Iterator[None]:
    """One container: the entry point with a command, as the image's user where that can be."""
    user = NOBODY if os.geteuid() == 0 and _reaches_python(image) else None
    with (image.folder / f"{name}.log").open("w") as log:
        started = subprocess.Popen(
            [".venv/bin/python", "-m", "habit_app", name],
            cwd=image.work,
            env=settings,
            stdout=log,
            stderr=log,
            user=user,
        )
    try:
        yield
    finally:
        started.terminate()
        assert started.wait(40) is not None


def _reaches_python(image: Image) -> bool:
    """Whether others than root may use this machine's Python: it may lie in root's home."""
    try:
        subprocess.run([image.work / ".venv/bin/python", "-c", ""], user=NOBODY, check=True)
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def readiness(port: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=3) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())["type"]
    except OSError:
        return 0, ""


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_the_image_serves_with_all_its_processes(
    image: Image, postgres_url: str, tmp_path: Path
) -> None:
    data = image.folder / "data"
    data.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        os.chown(data, NOBODY, NOBODY)
    assert not list((image.work / ".venv").rglob("node"))
    port = str(free_port())
    with redis.running(tmp_path) as server, ExitStack() as containers:
        settings = image.settings(
            HABIT_DATABASE_URL=postgres_url,
            HABIT_REDIS_URL=server.url,
            HABIT_SECRET_KEY="x" * 40,
            HABIT_DATA_DIR=str(data),
            HABIT_WEB_WORKERS="2",
            HABIT_LOG_FORMAT="json",
            HABIT_PORT=port,
            HOME=str(data),
        )
        for name in sorted(COMMANDS):
            containers.enter_context(process(image, name, settings))
        found = (0, "")
        for _ in range(300):
            found = readiness(port)
            if found[0] == 200:
                break
            time.sleep(0.2)
        logs = "\n".join(path.read_text() for path in image.folder.glob("*.log"))
        assert found == (200, ""), logs
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5) as page:
            assert b"SmartHabit" in page.read()
    lines = (image.folder / "web.log").read_text().splitlines()
    assert "x" * 40 not in logs
    assert all(json.loads(line)["event"] for line in lines if line.startswith("{"))
