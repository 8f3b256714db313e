"""Expands every calendar (*.ics) of a folder by recurring-ical-events: for each file its dates, or why not."""

import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import icalendar
import recurring_ical_events


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def expand(file):
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    events = recurring_ical_events.of(calendar).between(datetime(2025, 1, 1), datetime(2041, 1, 1))
    return sorted(
        [utc(event["DTSTART"].dt), utc(event["DTEND"].dt), str(event["SUMMARY"]), str(event["LOCATION"])]
        for event in events
    )


def attempt(file):
    try:
        return expand(file)
    except Exception as refusal:
        return repr(refusal)


json.dump({file.name: attempt(file) for file in Path(sys.argv[1]).glob("*.ics")}, sys.stdout)
