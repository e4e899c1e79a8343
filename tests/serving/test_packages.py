"""The lock is closed: what a pinned package needs is pinned, too, and new enough."""

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from habit_app.serving import packages

LOCKS = [packages.ROOT / f"requirements{group}.txt" for group in ("", "-build", "-dev")]
NEEDS = {
    "frame": ["server[reload]>=1.5", 'old; python_version < "3.12"'],
    "server": ['watcher>=1; extra == "reload"', 'vault; extra == "secrets"'],
}


def gaps(locked: dict[str, str], *asked: str, python: str = "3.13") -> list[str]:
    environment = packages.here() | {"python_version": python}
    return packages.gaps(map(Requirement, asked), locked, NEEDS.get, environment)


@pytest.mark.parametrize("python", ["3.11.0", "3.11.14", "3.12.1", "3.13.0", "3.14.0"])
@pytest.mark.parametrize("system", [("linux", "Linux"), ("darwin", "Darwin")])
def test_the_lock_is_closed(python: str, system: tuple[str, str]) -> None:
    """What is pinned for other machines only is not installed here, so its needs are not read."""
    environment = packages.here() | {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "implementation_version": python,
        "sys_platform": system[0],
        "platform_system": system[1],
    }
    locked = packages.pins(LOCKS, environment)
    unread = []

    def read(name: str) -> Iterable[str] | None:
        needs = packages.needs(name)
        if needs is None or metadata.version(name) != locked[name]:
            unread.append(name)
            return None
        return needs

    assert packages.gaps(packages.asked_for(LOCKS), locked, read, environment) == []
    for_others = {"async-timeout", "deprecated", "numpy", "scipy"}
    assert set(unread) <= for_others, "more than other Pythons explain"


def test_the_product_needs_nothing_that_only_tests_or_the_build_install() -> None:
    environment = packages.here()
    locked = packages.pins(LOCKS[:1], environment)

    assert packages.gaps(packages.asked_for(LOCKS[:1]), locked, packages.needs, environment) == []


def test_what_is_installed_is_what_is_pinned() -> None:
    assert packages.main([path.name for path in LOCKS]) == 0


def test_what_is_installed_otherwise_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "1.0" if name == "granian" else real(name)
    )

    assert packages.main(["requirements.txt"]) == 1
    assert "installed is 1.0" in capsys.readouterr().err


def test_a_need_that_is_not_pinned_is_a_gap() -> None:
    assert gaps({"server": "2.0"}, "frame") == ["pyproject.toml needs frame, which is not pinned."]


def test_a_pin_that_is_too_old_is_a_gap() -> None:
    locked = {"frame": "1.0", "server": "1.4", "watcher": "1.0"}

    assert gaps(locked, "frame") == ["frame 1.0 needs server[reload]>=1.5, pinned is 1.4."]


def test_an_extra_counts_where_somebody_asks_for_it() -> None:
    assert gaps({"server": "2.0"}, "server") == []
    assert gaps({"frame": "1.0", "server": "2.0"}, "frame") == [
        'server 2.0 needs watcher>=1; extra == "reload", which is not pinned.'
    ]


def test_what_another_python_needs_is_asked_of_that_python() -> None:
    locked = {"frame": "1.0", "server": "2.0", "watcher": "1.0"}

    assert gaps(locked, "frame", python="3.12") == []
    assert gaps(locked, "frame", python="3.11") == [
        'frame 1.0 needs old; python_version < "3.12", which is not pinned.'
    ]


def test_pins_are_read_as_the_lock_writes_them(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "# a comment\n"
        "My.Frame==1.0 \\\n    --hash=sha256:00\n"
        "server==2.0 ; python_version >= '3.12' \\\n    --hash=sha256:01\n"
    )
    old = packages.here() | {"python_version": "3.11"}
    new = packages.here() | {"python_version": "3.12"}

    assert packages.pins([lock], old) == {"my-frame": "1.0"}
    assert packages.pins([lock], new) == {"my-frame": "1.0", "server": "2.0"}
