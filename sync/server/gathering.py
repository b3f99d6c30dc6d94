"""Group commit: requests that wait are worked on together, and answered when that is on disk.

A commit costs a flush of the disk whether it holds one batch or thirty. While one group commits,
the next gathers; nobody waits for company, so a lone request is as fast as ever.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError

Begun = TypeVar("Begun")
Item = TypeVar("Item")
Result = TypeVar("Result")


class Gathering(Generic[Item, Result]):
    """`work` gets a group in order of arrival and returns one result for each, in that order."""

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Sequence[Result]],
        weight: Callable[[Item], int],
        most: int,
    ) -> None:
        """A group ends where its items together would weigh more than `most`."""
        self._work = work
        self._weight = weight
        self._most = most
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._is_at_work = False

    async def done(self, item: Item) -> Result:
        """Return the item's result once its group's work is done. Raises what the work raised."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        self._go_on()
        return await answer

    async def made_and_done(
        self, make: Callable[[Begun | None], Item], begin: Callable[[], Begun | None]
    ) -> Result:
        """Make the item in a thread, then as `done`; with nobody else about, in one go.

        What `begin` has begun by then goes on beside, and is given to `make`: it must not wait.
        """
        if self._is_at_work:
            return await self.done(await run_in_threadpool(make, None))
        self._is_at_work = True
        try:
            begun = begin()
            result = await run_in_threadpool(lambda: self._results([make(begun)])[0])
        finally:
            self._is_at_work = False
            self._go_on()
        if isinstance(result, Exception):
            raise result
        return result

    def _go_on(self) -> None:
        if self._waiting and not self._is_at_work:
            self._is_at_work = True
            self._worker = asyncio.create_task(self._work_off())

    async def _work_off(self) -> None:
        try:
            await self._work_groups()
        finally:
            self._is_at_work = False

    async def _work_groups(self) -> None:
        while self._waiting:
            group = self._next_group()
            results = await run_in_threadpool(self._results, [item for item, _ in group])
            for (_, answer), result in zip(group, results, strict=True):
                if answer.done():  # whoever asked has gone away
                    continue
                if isinstance(result, Exception):
                    answer.set_exception(result)
                else:
                    answer.set_result(result)

    def _next_group(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        group = [self._waiting.popleft()]
        weight = self._weight(group[0][0])
        while self._waiting:
            weight += self._weight(self._waiting[0][0])
            if weight > self._most:
                break
            group.append(self._waiting.popleft())
        return group

    def _results(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        """One that breaks must not break the others: after a failure each is on its own."""
        try:
            results = self._work(items)
            if len(results) != len(items):
                raise ValueError(f"{len(results)} results for {len(items)}")
            return results
        except Exception as error:
            is_lonely = len(items) == 1 or isinstance(error, OperationalError)
            if is_lonely:
                return [error] * len(items)
        return [self._results([item])[0] for item in items]
