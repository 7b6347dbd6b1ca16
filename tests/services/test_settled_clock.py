"""A clock is believed once it has agreed for a while with one that only counts seconds."""

from __future__ import annotations

import asyncio

import pytest

from p2psocial.services.settled_clock import SETTLE_SECONDS, SettledClock
from p2psocial.services.voting import Duration
from tests.services.people import Clock, Person
from tests.services.test_voting import foreign, upvote

DAY = 86_400
MINUTE = 60


class Clocks:
    """The system's clock, and the one that only counts seconds."""

    def __init__(self, clock: Clock) -> None:
        self.unix = clock
        self.seconds = 5.0
        self.settled = SettledClock(clock, lambda: self.seconds)

    def pass_time(self, seconds: int) -> bool:
        """Let time pass, looking every minute; returns whether the clock is settled then."""
        settled = False
        for _ in range(0, seconds, MINUTE):
            self.unix.now += MINUTE
            self.seconds += MINUTE
            settled = self.settled.is_settled()
        return settled


@pytest.fixture
def clocks(clock: Clock) -> Clocks:
    return Clocks(clock)


def test_it_is_not_settled_before_it_has_run_for_a_while(clocks: Clocks) -> None:
    assert not clocks.settled.is_settled()
    assert not clocks.pass_time(int(SETTLE_SECONDS) - MINUTE)
    assert clocks.pass_time(MINUTE)


@pytest.mark.parametrize("jump", [365 * DAY, -365 * DAY, 2 * MINUTE])
def test_after_a_jump_it_has_to_settle_again(clocks: Clocks, jump: int) -> None:
    assert clocks.pass_time(DAY)
    clocks.unix.now += jump
    assert not clocks.settled.is_settled()
    assert not clocks.pass_time(int(SETTLE_SECONDS) - MINUTE)
    assert clocks.pass_time(MINUTE)


def test_a_clock_that_is_set_slowly_stays_settled(clocks: Clocks) -> None:
    assert clocks.pass_time(DAY)
    for _ in range(100):
        clocks.unix.now += 30
        assert clocks.pass_time(MINUTE)


def test_no_vote_ends_because_the_clock_was_wrong_for_ten_minutes(
    anna: Person, ben: Person, clocks: Clocks
) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        await upvote(ben, post, Duration.MONTH)
        ben.voting.heed(clocks.settled.is_settled)
        clocks.pass_time(DAY)
        for jump in (365 * DAY, -365 * DAY):
            clocks.unix.now += jump
            for _ in range(10):
                clocks.pass_time(MINUTE)
                assert await ben.voting.expire() == []
        clocks.pass_time(30 * DAY)
        assert await ben.voting.expire() == [post.item.infohash]

    asyncio.run(run())
