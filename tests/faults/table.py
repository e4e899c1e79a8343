"""The figures of the fault tests, printed when all of them are over."""

from collections.abc import Mapping

_TABLES: dict[str, list[dict[str, str]]] = {}


def note(title: str, row: Mapping[str, object]) -> None:
    """Add a row to a table."""
    _TABLES.setdefault(title, []).append({name: str(value) for name, value in row.items()})


def lines() -> list[str]:
    """Every table as text, each column as wide as it needs."""
    found = []
    for title, rows in _TABLES.items():
        names = dict.fromkeys(name for row in rows for name in row)
        widths = {name: max(len(name), *(len(row.get(name, "")) for row in rows)) for name in names}
        found += ["", title, "  ".join(name.ljust(width) for name, width in widths.items())]
        found += [
            "  ".join(row.get(name, "").ljust(width) for name, width in widths.items())
            for row in rows
        ]
    return found
