"""Ticks of an axis of time, at round moments in UTC; values are seconds since 1970."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from runreport.language import active, localized

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE, HOUR, DAY = 60, 3_600, 86_400
STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 4, 7, 14)),
)
MONTH_STEPS = (1, 2, 3, 6)
EARLIEST = datetime(1, 1, 1, tzinfo=UTC).timestamp()
LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def moment(seconds: float) -> datetime:
    """Return the moment, UTC; times outside the calendar are moved to its ends."""
    bounded = min(max(seconds, EARLIEST), LATEST)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=bounded)


def date_text(seconds: float) -> str:
    """Return the moment to the minute, such as `12 Sep 2026 14:05`; midnight without its time."""
    when = moment(seconds)
    day = _day(when, has_year=True)
    return day if (when.hour, when.minute) == (0, 0) else f"{day} {localized(format(when, '%H:%M'))}"


def time_ticks(low: float, high: float, target: int) -> tuple[tuple[float, str], ...]:
    """Return (seconds, text) at round moments in [low, high], about `target` of them."""
    wish = (high - low) / max(target, 1)
    step = next((step for step in STEPS if step >= wish), None)
    if step is not None:
        places = _multiples(low, high, step)
    else:
        months = wish / (30.44 * DAY)
        whole = next((n for n in MONTH_STEPS if n >= months), None)
        places = list(_month_starts(low, high, whole or _years(months / 12) * 12))
    return _with_texts(places, step)


def _multiples(low: float, high: float, step: int) -> list[float]:
    first = -(-low // step)
    return [tick * step for tick in _whole(first, high // step)]


def _whole(first: float, last: float) -> range:
    return range(int(first), int(last) + 1)


def _years(wish: float) -> int:
    for size in (1, 10, 100, 1_000, 10_000):
        for factor in (1, 2, 5):
            if size * factor >= wish:
                return size * factor
    return 10_000


def _month_starts(low: float, high: float, step: int) -> Iterator[float]:
    start = moment(low)
    month = -(-(start.year * 12 + start.month - 1) // step) * step
    while month < 9999 * 12:
        place = datetime(max(month // 12, 1), month % 12 + 1, 1, tzinfo=UTC).timestamp()
        if place > high:
            return
        if place >= low:
            yield place
        month += step


def _with_texts(places: list[float], step: int | None) -> tuple[tuple[float, str], ...]:
    """Return the texts; what is the same as at the tick before is left out."""
    ticks: list[tuple[float, str]] = []
    before: datetime | None = None
    for place in places:
        ticks.append((place, _text(moment(place), before, step)))
        before = moment(place)
    return tuple(ticks)


def _text(when: datetime, before: datetime | None, step: int | None) -> str:
    if step is None:
        new_year = before is None or before.year != when.year
        return _month(when, has_year=new_year)
    day = _day(when, has_year=before is None or before.year != when.year)
    if step >= DAY:
        return day
    clock = localized(f"{when:%H:%M:%S}" if step < MINUTE else f"{when:%H:%M}")
    return clock if before is not None and before.date() == when.date() else f"{day} {clock}"


def _day(when: datetime, *, has_year: bool) -> str:
    if not active().is_english:
        return active().date(when.date(), "yMMMd" if has_year else "MMMd")
    day = f"{when.day} {MONTHS[when.month - 1]}"
    return f"{day} {when.year}" if has_year else day


def _month(when: datetime, *, has_year: bool) -> str:
    if not active().is_english:
        return active().date(when.date(), "yMMM" if has_year else "MMM")
    return f"{MONTHS[when.month - 1]} {when.year}" if has_year else MONTHS[when.month - 1]
