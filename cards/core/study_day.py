"""The study day: a date that ends at the learner's own hour, in the learner's own zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def study_day(moment: datetime, zone: ZoneInfo, starts_at: int) -> date:
    """Return the study day of an aware moment; `starts_at` is the hour (0 to 23) a day begins.

    The hour is read off the wall clock; a clock put back past that hour does not bring back the
    day before, so a change to summer time never repeats or skips a day.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone, found {moment!r}")
    wall_clock = moment.astimezone(zone).replace(tzinfo=None)
    day = (wall_clock - timedelta(hours=starts_at)).date()
    next_day = day + timedelta(days=1)
    next_begins = datetime.combine(next_day, time(starts_at), zone).astimezone(UTC)
    return next_day if next_begins <= moment.astimezone(UTC) else day
