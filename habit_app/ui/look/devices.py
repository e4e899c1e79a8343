"""What a browser or script calls itself, in short."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Marks and names; most name others, too, so the order decides."""
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
HANDHELD = {"iPhone", "iPad", "Android"}
NAME_LENGTH = 40
"""Characters: of a program that is not known by name."""


def short_name(user_agent: str) -> str:
    """`Firefox · Linux`; of a script its first word; nothing of who says nothing."""
    found = [_first(user_agent, marks) for marks in (BROWSERS, SYSTEMS)]
    if named := " · ".join(name for name in found if name):
        return named
    return user_agent.partition("/")[0].strip()[:NAME_LENGTH]


def is_handheld(user_agent: str) -> bool:
    return _first(user_agent, SYSTEMS) in HANDHELD


def _first(user_agent: str, marks: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
