"""What spreadsheets take for formulas in a cell: made plain text by a quote, and read back.

A formula begins with the cell, or with a part of it, for spreadsheets that split at other signs
than ours. Each search begins where its run of spaces and quotes does, and never goes back into
one: a cell is read in time of its length.
"""

import re

SIGNS = r"(?=[=+\-@＝＋－＠])"  # noqa: RUF001 - some programs take these
FORMULA = re.compile(rf"(?<![\s\"'])[\s\"']*+{SIGNS}")
QUOTED = re.compile(rf"(?<![\s\"'])[\s\"']*+(?<='){SIGNS}")
LEADING_BLANK, QUOTED_BLANK = re.compile(r"'*+[\t\r]"), re.compile(r"''*+[\t\r]")
"""Cells that begin with what some programs leave out before they look for a formula."""
SEPARATORS, BREAKS = ";,|", "\t\r\n"


def made_plain(cell: str) -> str:
    """Put a quote before each formula of a cell."""
    plain = FORMULA.sub(lambda run: run[0] + "'" if _begins(run) else run[0], cell)
    return "'" + plain if LEADING_BLANK.match(cell) and not FORMULA.match(cell) else plain


def as_written(cell: str) -> str:
    """Take away what `made_plain` put before formulas: exactly one quote each."""
    if "'" not in cell:
        return cell
    told = QUOTED.sub(lambda run: run[0][:-1] if _begins(run) else run[0], cell)
    return told[1:] if QUOTED_BLANK.match(cell) and not QUOTED.match(cell) else told


def _begins(run: re.Match[str]) -> bool:
    """Whether a part of a cell begins before a run of spaces and quotes, or within it."""
    at_begin = run.start() == 0 or run.string[run.start() - 1] in SEPARATORS
    return at_begin or any(sign in run[0] for sign in BREAKS)
