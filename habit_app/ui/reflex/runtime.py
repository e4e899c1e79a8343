"""Running use-cases off the event loop, which serves every user of the process."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Concatenate, ParamSpec, TypeVar

from habit_app import threads
from habit_app.db.session import Session, read_only, unit_of_work
from habit_app.services.evaluation.folding import folding_first

P = ParamSpec("P")
T = TypeVar("T")


async def run(
    use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a use-case in a thread, in one transaction."""
    return await _off_loop(unit_of_work, use_case, *args, **kwargs)


async def look(
    use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a use-case that only reads."""
    return await _off_loop(read_only, use_case, *args, **kwargs)


async def _off_loop(
    transaction: Callable[[], AbstractContextManager[Session]],
    use_case: Callable[..., T],
    *args: Any,
    **kwargs: Any,
) -> T:
    def call() -> T:
        with transaction() as session:
            return use_case(session, *args, **kwargs)

    return await threads.off_loop(folding_first, call)
