"""Chains: "after this habit, do that one", in order, without cycles."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from habit_app.domain.schedules import RuleError

Link = TypeVar("Link")

MOST_LINKS = 20
"""Habits: that one chain may have."""


class CycleError(RuleError):
    """The wanted order would bite its own tail; `path` names the links that would close it."""

    def __init__(self, path: Sequence[object]) -> None:
        super().__init__("after_habit_id", "That would close a circle of habits.", "chain-cycle")
        self.path = tuple(path)


def put_after(
    chains: Mapping[Link, Sequence[Link]], link: Link, after: Link | None
) -> list[list[Link]]:
    """Return the chains that change when `link` follows `after` (None: when it stands alone).

    `chains` maps each link to its whole chain, itself alone if it has none. What followed the
    link goes with it; what followed `after` comes behind. The neighbours it leaves are joined.
    """
    own = list(chains[link])
    place = own.index(link)
    if after is None:
        rest = own[:place] + own[place + 1 :]
        return [rest, [link]]
    moving = own[place:]
    if after in moving:
        raise CycleError([*moving[: moving.index(after) + 1], link])
    staying = own[:place]
    target = staying if after in staying else list(chains[after])
    at = target.index(after) + 1
    joined = target[:at] + moving + target[at:]
    if len(joined) > MOST_LINKS:
        raise RuleError(
            "after_habit_id", f"A chain has at most {MOST_LINKS} links.", "chain-too-long"
        )
    return [joined] if target is staying else [staying, joined]
