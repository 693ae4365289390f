"""The study day: a date that travel and summer time cannot repeat or skip."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.study_day import study_day

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
# Zones that change their clocks, each in its own way: by an hour, by half of one, at midnight,
# at a quarter to four, by two hours at once.
CHANGING = [
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "America/Santiago",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Pacific/Chatham",
    "Antarctica/Troll",
]
ZONES = st.sampled_from([*CHANGING, "Asia/Tokyo", "Asia/Kathmandu", "UTC"]).map(ZoneInfo)
HOURS = st.integers(0, 23)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
patiently = settings(deadline=None)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 18, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 19, 0, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 14, 59, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 15, 0, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 18, 59, 59, tzinfo=UTC), date(2026, 3, 2)),
    ],
)
def test_a_day_in_tokyo_runs_from_four_to_four(moment: datetime, day: date) -> None:
    assert study_day(moment, TOKYO, 4) == day


@pytest.mark.parametrize(
    ("starts_at", "day"), [(0, date(2026, 3, 2)), (1, date(2026, 3, 2)), (2, date(2026, 3, 1))]
)
def test_the_day_begins_at_the_learners_own_hour(starts_at: int, day: date) -> None:
    moment = datetime(2026, 3, 2, 1, 0, tzinfo=TOKYO)

    assert study_day(moment, TOKYO, starts_at) == day


def test_the_zone_is_the_learners_whatever_zone_the_moment_is_told_in() -> None:
    moment = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=-8)))

    assert study_day(moment, TOKYO, 4) == date(2026, 3, 3)
    assert study_day(moment.astimezone(UTC), TOKYO, 4) == date(2026, 3, 3)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a moment needs its time zone, found .*2026, 3, 2, 12"):
        study_day(datetime(2026, 3, 2, 12, 0), TOKYO, 4)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # 2026-03-29: two o'clock is followed by three. Four is an hour nearer than usual.
        (datetime(2026, 3, 29, 1, 59, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 2, 0, 0, tzinfo=UTC), date(2026, 3, 29)),
        # 2026-10-25: three o'clock is followed by two. Four is an hour farther.
        (datetime(2026, 10, 25, 1, 30, 0, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 2, 59, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 3, 0, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_four_o_clock_is_read_off_the_wall_when_berlin_changes_its_clocks(
    moment: datetime, day: date
) -> None:
    assert study_day(moment, BERLIN, 4) == day


def test_a_day_that_begins_in_the_hour_left_out_begins_when_the_clocks_jump() -> None:
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    assert study_day(jump - timedelta(seconds=1), BERLIN, 2) == date(2026, 3, 28)
    assert study_day(jump, BERLIN, 2) == date(2026, 3, 29)


@pytest.mark.parametrize(
    ("zone", "starts_at", "begins", "put_back"),
    [
        ("Pacific/Chatham", 3, "2026-04-04T13:15+00:00", "2026-04-04T14:00+00:00"),
        ("Antarctica/Troll", 2, "2026-10-25T00:00+00:00", "2026-10-25T01:00+00:00"),
        ("America/St_Johns", 0, "2010-11-07T02:30+00:00", "2010-11-07T02:31+00:00"),
    ],
)
def test_a_clock_put_back_past_the_hour_does_not_bring_yesterday_back(
    zone: str, starts_at: int, begins: str, put_back: str
) -> None:
    first, back = datetime.fromisoformat(begins), datetime.fromisoformat(put_back)
    eve = study_day(first - timedelta(seconds=1), ZoneInfo(zone), starts_at)

    assert study_day(first, ZoneInfo(zone), starts_at) == eve + timedelta(days=1)
    assert study_day(back, ZoneInfo(zone), starts_at) == eve + timedelta(days=1)


@patiently
@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)), ZONES, HOURS)
def test_a_later_moment_never_lies_on_an_earlier_day(
    moment: datetime, later: timedelta, zone: ZoneInfo, starts_at: int
) -> None:
    assert study_day(moment, zone, starts_at) <= study_day(moment + later, zone, starts_at)


@pytest.mark.parametrize("starts_at", [0, 2, 3, 4])
@pytest.mark.parametrize("zone", CHANGING)
def test_every_date_of_a_year_comes_once_and_in_order(zone: str, starts_at: int) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    half_hours = [first + timedelta(minutes=30 * number) for number in range(48 * 365)]
    days = [study_day(moment, ZoneInfo(zone), starts_at) for moment in half_hours]

    in_order = [day for day, _ in groupby(days)]

    assert in_order == [days[0] + timedelta(days=number) for number in range(len(in_order))]
    assert len(in_order) >= 365


@patiently
@given(MOMENTS, HOURS)
def test_without_summer_time_a_day_is_a_shift_of_the_clock(
    moment: datetime, starts_at: int
) -> None:
    assert study_day(moment, TOKYO, starts_at) == (moment + timedelta(hours=9 - starts_at)).date()
