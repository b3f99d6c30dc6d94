"""What waits is worked on together; each has its own answer, and its own failure."""

import asyncio
import threading
from functools import partial
from itertools import chain

import pytest
from sqlalchemy.exc import OperationalError

from sync.server.gathering import Gathering


class Work:
    """Doubles numbers, in groups that it remembers; the first group waits to be let go."""

    def __init__(self, failure=None):
        self.groups = []
        self.made = {}
        self.begun = threading.Event()
        self.go = threading.Event()
        self.failure = failure

    def __call__(self, numbers):
        self.groups.append(list(numbers))
        self.begun.set()
        self.go.wait(10)
        if self.failure is not None and 13 in numbers:
            raise self.failure
        return [2 * number for number in numbers]


async def _ask(gathering, work, numbers):
    """Ask for all of them while the first is worked on."""
    asked = [asyncio.create_task(gathering.done(number)) for number in numbers]
    await asyncio.to_thread(work.begun.wait, 10)
    work.go.set()
    return await asyncio.gather(*asked, return_exceptions=True)


def _run(work, numbers, most=100, weight=lambda _: 1):
    return asyncio.run(_ask(Gathering(work, weight, most), work, numbers))


def test_what_comes_meanwhile_is_one_group_in_order():
    work = Work()

    answers = _run(work, range(6))

    assert answers == [0, 2, 4, 6, 8, 10]
    assert [*chain(*work.groups)] == list(range(6))
    assert len(work.groups) <= 2


def test_lone_one_does_not_wait_for_company():
    work = Work()
    work.go.set()

    assert _run(work, [4]) == [8]
    assert work.groups == [[4]]


def test_group_ends_before_it_weighs_too_much():
    work = Work()

    _run(work, [1, 60, 30, 20, 500, 7], most=100, weight=lambda number: number)

    assert all(len(group) == 1 or sum(group) <= 100 for group in work.groups)
    assert [500] in work.groups
    assert [*chain(*work.groups)] == [1, 60, 30, 20, 500, 7]


def test_one_that_breaks_does_not_break_the_others():
    work = Work(failure=ValueError("thirteen"))

    answers = _run(work, [1, 2, 13, 4])

    assert [*answers[:2], answers[3]] == [2, 4, 8]
    assert isinstance(answers[2], ValueError)


def test_lost_database_is_not_asked_again_for_each():
    work = Work(failure=OperationalError("", {}, Exception("gone")))

    answers = _run(work, [1, 2, 13, 4], most=3)

    assert sum(isinstance(answer, OperationalError) for answer in answers) >= 1
    assert sum(13 in group for group in work.groups) == 1


def test_whoever_goes_away_takes_nobodys_answer_along():
    async def scene():
        work = Work()
        gathering = Gathering(work, lambda _: 1, 100)
        asked = [asyncio.create_task(gathering.done(number)) for number in range(4)]
        await asyncio.sleep(0.02)
        asked[2].cancel()
        work.go.set()
        answers = await asyncio.gather(*asked, return_exceptions=True)
        return answers, await gathering.done(9)

    answers, later = asyncio.run(scene())

    assert isinstance(answers.pop(2), asyncio.CancelledError)
    assert answers == [0, 2, 6]
    assert later == 18


def test_work_that_answers_too_few_is_an_error_for_each():
    with pytest.raises(ValueError, match="0 results for 1"):
        asyncio.run(Gathering(lambda _: [], lambda _: 1, 100).done(1))


async def _make_and_ask(gathering, work, numbers):
    def made(number, begun):
        if number < 0:
            raise ValueError(number)
        work.made[number] = begun
        return number

    def begun(number):
        return f"begun for {number}"

    asked = [
        asyncio.create_task(gathering.made_and_done(partial(made, each), partial(begun, each)))
        for each in numbers
    ]
    await asyncio.to_thread(work.begun.wait, 1)
    work.go.set()
    return await asyncio.gather(*asked, return_exceptions=True)


def test_what_is_made_alone_is_worked_on_at_once_and_the_others_follow_together():
    work = Work()

    answers = asyncio.run(_make_and_ask(Gathering(work, lambda _: 1, 100), work, range(5)))

    assert answers == [0, 2, 4, 6, 8]
    assert work.groups[0] == [0]
    assert sorted(chain(*work.groups)) == list(range(5))
    assert work.made == {0: "begun for 0", **dict.fromkeys(range(1, 5))}


def test_what_cannot_be_made_fails_alone_and_holds_up_nobody():
    work = Work()

    answers = asyncio.run(_make_and_ask(Gathering(work, lambda _: 1, 100), work, [-1, 2, -3, 4]))

    assert [type(each) for each in answers] == [ValueError, int, ValueError, int]
    assert answers[1::2] == [4, 8]
