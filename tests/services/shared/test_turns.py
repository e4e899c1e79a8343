"""Where one at a time may go, people take turns, however much one of them asks for."""

import threading
import time

import pytest

from habit_app.services.shared.turns import Turns

SOON = 60.0


@pytest.mark.parametrize(
    ("running", "waiting", "served"),
    [
        ("a", "aaaab", "abaaaa"),
        ("a", "aabbcc", "abcabca"),
        ("a", "baaca", "abcaaa"),
        ("a", "bbbc", "abcbb"),
        ("a", "", "a"),
    ],
)
def test_people_take_turns_and_each_of_them_in_order(
    running: str, waiting: str, served: str
) -> None:
    turns, order = Turns[str](), [running]
    assert turns.take(running, 0)

    def compute(who: str) -> None:
        assert turns.take(who, SOON)
        order.append(who)
        turns.leave(who)

    threads = []
    for who in waiting:
        threads.append(threading.Thread(target=compute, args=(who,)))
        threads[-1].start()
        while turns.waiting() < len(threads):
            time.sleep(0)
    turns.leave(running)
    for thread in threads:
        thread.join()

    assert "".join(order) == served
    assert not turns.is_taken()


def test_who_gives_up_waits_no_longer() -> None:
    turns = Turns[str]()

    assert turns.take("a", 0)
    assert not turns.take("b", 0)
    assert turns.waiting() == 0
    turns.leave("a")
    assert not turns.is_taken()
    assert turns.take("b", 0)
