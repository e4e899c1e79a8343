"""What `make dev` adds: the product starts again after each change of its sources."""

from collections.abc import Callable
from dataclasses import dataclass, field

from habit_app.errors import Unavailable
from habit_app.serving import pages
from habit_app.serving.supervisor import ROOT, Child

WATCHED = ("habit_app", "assets", "rxconfig.py")
SUFFIXES = {".py", ".toml", ".js", ".jsx", ".css", ".svg"}

Sources = frozenset[tuple[str, int]]


def sources() -> Sources:
    """Every watched file with the time of its last change."""
    found = set()
    for name in WATCHED:
        top = ROOT / name
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.suffix in SUFFIXES and "external" not in path.parts:
                found.add((str(path), path.stat().st_mtime_ns))
    return frozenset(found)


@dataclass(slots=True)
class Reloading:
    """Called again and again; acts when the sources are not those that it saw before."""

    web: Child
    tell: Callable[[str], None]
    seen: Sources = field(default_factory=sources)

    def __call__(self) -> None:
        now = sources()
        if now == self.seen:
            return
        self.seen = now
        if not pages.are_built():
            self.tell("The pages have changed; building them ...")
            try:
                pages.build()
            except Unavailable as refusal:
                self.tell(refusal.message)
                return
        self.tell("The sources have changed; starting again ...")
        self.web.restart()
