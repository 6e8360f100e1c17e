"""Times as the office reads them: fixed text in its zone, e.g. `11/30(月) 17:00`."""

from datetime import UTC, date, datetime, tzinfo

_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def moment(ts: str, zone: tzinfo) -> datetime:
    """Return the time of a Slack time stamp (seconds since 1970 as text) in a zone."""
    return datetime.fromtimestamp(float(ts), UTC).astimezone(zone)


def short(when: datetime, language: str) -> str:
    """Return e.g. `11/30(月) 17:00`, or `Mon 30 Nov 17:00` in English."""
    return f"{_day(when, language)} {when:%H:%M}"


def long_day(day: date, language: str) -> str:
    """Return e.g. `2026年11月30日(月)`, or `Mon 30 Nov 2026` in English."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS['ja'][day.weekday()]})"
    return f"{_day(day, language)} {day.year}"


def _day(day: date, language: str) -> str:
    weekday = _WEEKDAYS[language][day.weekday()]
    return f"{day.month}/{day.day}({weekday})" if language == "ja" else f"{weekday} {day.day} {_MONTHS[day.month - 1]}"
