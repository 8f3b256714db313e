"""Expands series by recurring-ical-events: a list of JSON in, for each series its instants out, or why not."""

import json
import sys
from datetime import datetime, timezone

import icalendar
import recurring_ical_events


def calendar(series):
    at = f";TZID={series['zone']}:"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z",
        f"DTSTART{at}{series['start'][0]}", f"DTEND{at}{series['start'][1]}",
    ]
    if series["rule"]:
        lines.append(f"RRULE:{series['rule']}")
    lines += [f"RDATE;VALUE=PERIOD{at}{begin}/{end}" for begin, end in series["extra"]]
    lines += [f"EXDATE{at}{begin}" for begin in series["except"]]
    return icalendar.Calendar.from_ical("\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]))


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def expand(series):
    events = recurring_ical_events.of(calendar(series)).between(datetime(2025, 1, 1), datetime(2041, 1, 1))
    return sorted([utc(event["DTSTART"].dt), utc(event["DTEND"].dt)] for event in events)


def attempt(series):
    try:
        return expand(series)
    except Exception as refusal:
        return repr(refusal)


json.dump([attempt(series) for series in json.load(sys.stdin)], sys.stdout)
