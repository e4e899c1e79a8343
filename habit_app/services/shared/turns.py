"""Whose turn it is where one at a time may go: the people who wait take turns.

However many of one person's requests wait, somebody else waits for one of them at the most.
"""

import threading
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)


class Turns(Generic[Who]):
    """A lock that goes round from person to person; of one person, first come first served."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._is_taken = False
        self._waiting: dict[Who, deque[threading.Event]] = {}
        """By whom, who is next first; nobody waits while the place is free."""

    def take(self, who: Who, patience: float) -> bool:
        """Wait for one's turn; false where it does not come within so many seconds."""
        turn = threading.Event()
        with self._door:
            if not self._is_taken:
                self._is_taken = True
                return True
            self._waiting.setdefault(who, deque()).append(turn)
        if turn.wait(patience):
            return True
        with self._door:
            if turn.is_set():  # it came while this gave up
                return True
            self._drop(who, turn)
            return False

    def leave(self, who: Who) -> None:
        """Hand the place on; who had it comes after all others who wait."""
        with self._door:
            if who in self._waiting:
                self._waiting[who] = self._waiting.pop(who)
            following = next(iter(self._waiting), None)
            if following is None:
                self._is_taken = False
                return
            turn = self._waiting[following][0]
            self._drop(following, turn)
            turn.set()

    def is_taken(self) -> bool:
        return self._is_taken

    def waiting(self) -> int:
        """How many wait."""
        with self._door:
            return sum(map(len, self._waiting.values()))

    def _drop(self, who: Who, turn: threading.Event) -> None:
        self._waiting[who].remove(turn)
        if not self._waiting[who]:
            del self._waiting[who]
