"""Judges a folder of calendars (*.ics) and mails (*.eml) by programs others wrote.

A calendar must be read without a complaint, and alike, by Python's icalendar, vobject and ics and by ical.js; a mail
by Python's email package. What must be in them stands in expected.json: for each file its events.
"""

import json
import subprocess
import sys
from datetime import timezone
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

import ics
import icalendar
import vobject

complaints = []


def complain(file, what):
    complaints.append(f"{Path(file).name}: {what}")


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def by_icalendar(file, data):
    calendar = icalendar.Calendar.from_ical(data)
    events = []
    for component in calendar.walk():
        if component.errors:
            complain(file, f"icalendar: {component.name}: {component.errors}")
    zones = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
    if len(zones) != len(set(zones)):
        complain(file, f"a zone is explained twice: {zones}")
    for name in ("PRODID", "VERSION"):
        if isinstance(calendar.get(name), list) or name not in calendar:
            complain(file, f"{name} must occur once")
    for event in calendar.walk("VEVENT"):
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "LAST-MODIFIED", "SUMMARY"):
            if name not in event or isinstance(event[name], list):
                complain(file, f"{name} must occur once")
        for name in ("DTSTART", "DTEND"):
            zone = event[name].params.get("TZID")
            if zone and zone not in zones:
                complain(file, f"{name} names {zone}, which is not explained")
            if event[name].dt.tzinfo is None:
                complain(file, f"{name} floats")
        if event["DTSTAMP"].dt.utcoffset().total_seconds() != 0:
            complain(file, "DTSTAMP is not in UTC")
        if calendar.get("METHOD") in ("REQUEST", "CANCEL"):
            if not {"ORGANIZER", "ATTENDEE"} <= set(event) or isinstance(event["ATTENDEE"], list):
                complain(file, "an invitation has an organiser and one guest")
        events.append({
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "location": str(event.get("LOCATION", "")),
            "start": utc(event["DTSTART"].dt),
            "end": utc(event["DTEND"].dt),
        })
    # The zones as we explain them, not as Python knows them: alike in summer and in winter.
    for zone in calendar.walk("VTIMEZONE"):
        ours, theirs = zone.to_tz(lookup_tzid=False), icalendar.timezone.tzp.timezone(str(zone["TZID"]))
        for event in calendar.walk("VEVENT"):
            wall = event["DTSTART"].dt.replace(tzinfo=None)
            if event["DTSTART"].params.get("TZID") == str(zone["TZID"]):
                if wall.replace(tzinfo=ours).utcoffset() != wall.replace(tzinfo=theirs).utcoffset():
                    complain(file, f"{zone['TZID']} is explained wrongly for {wall}")
    return events


def by_vobject(data):
    calendar = vobject.readOne(data.decode())
    calendar.validate(raiseException=True)
    return [{
        "uid": event.uid.value,
        "summary": event.summary.value,
        "description": event.description.value if hasattr(event, "description") else "",
        "location": event.location.value if hasattr(event, "location") else "",
        "start": utc(event.dtstart.value),
        "end": utc(event.dtend.value),
    } for event in getattr(calendar, "vevent_list", [])]


def by_ics(data):
    calendar = ics.Calendar(data.decode())
    return [{
        "uid": event.uid,
        "summary": event.name,
        "description": event.description or "",
        "location": event.location or "",
        "start": event.begin.to("utc").strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end": event.end.to("utc").strftime("%Y-%m-%dT%H:%M:%SZ"),
    } for event in calendar.events]


def judge_octets(file, data):
    if not data.endswith(b"\r\n"):
        complain(file, "does not end with CRLF")
    for line in data.split(b"\r\n"):
        if len(line) > 75:
            complain(file, f"a line of {len(line)} octets")
        if b"\r" in line or b"\n" in line:
            complain(file, "a bare CR or LF")
        line.decode("utf-8")


def judge_calendar(file, data, by_javascript, expected):
    judge_octets(file, data)
    read = {"icalendar": by_icalendar(file, data), "vobject": by_vobject(data), "ics": by_ics(data)}
    read["ical.js"] = by_javascript["events"]
    if "refusal" in by_javascript:
        complain(file, f"ical.js: {by_javascript['refusal']}")
    order = lambda events: sorted(events, key=lambda event: (event["uid"], event["start"]))
    first = order(read["icalendar"])
    for name, events in read.items():
        if len(events) != len(first):
            complain(file, f"{name} reads {len(events)} events, icalendar {len(first)}")
        for event, other in zip(order(events), first):
            for key in other:
                # ics 0.7 takes an escaped backslash before an n for a line break.
                wanted = other[key].replace("\\n", "\\\n") if name == "ics" else other[key]
                if event[key] != wanted:
                    complain(file, f"{key}: {name} reads {event[key]!r}, icalendar {other[key]!r}")
    if expected is not None:
        seen = [{k: event[k] for k in ("uid", "summary", "start", "end")} for event in first]
        if seen != order(expected):
            complain(file, f"expected {order(expected)}, read {seen}")
    return len(first)


def judge_mail(file, folder):
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    for part in message.walk():
        for defect in part.defects:
            complain(file, f"{part.get_content_type()}: {defect!r}")
        for name, value in part.items():
            for defect in value.defects:
                complain(file, f"{name}: {defect!r}")
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"):
        if len(message.get_all(name, [])) != 1:
            complain(file, f"{name} must occur once")
    parsedate_to_datetime(message["Date"])
    if "\n" in message["Subject"] or "?=" in message["Subject"]:
        complain(file, f"the subject reads {message['Subject']!r}")
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    if not text.get_content().strip() or "<h1" not in html.get_content():
        complain(file, "text or HTML is missing")
    tree = [part.get_content_type() for part in message.walk()]
    calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not calendars:
        if tree != ["multipart/alternative", "text/plain", "text/html"]:
            complain(file, f"the tree is {tree}")
        return
    wanted = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
    # Tickets lie beside the invitation.
    tickets = ["application/pdf"] if tree[-1] == "application/pdf" else []
    if tree != wanted + tickets:
        complain(file, f"the tree is {tree}")
    part = calendars[0]
    data = part.get_payload(decode=True)
    if f"METHOD:{part.get_param('method')}\r\n".encode() not in data:
        complain(file, "the method of the part is not that of the calendar")
    attached = [other for other in message.iter_attachments()]
    if len(attached) != 1 + len(tickets) or attached[0].get_filename() != "invite.ics" or attached[0].get_payload(decode=True) != data:
        complain(file, "the attachment is not the invitation")
    if tickets and not attached[1].get_payload(decode=True).startswith(b"%PDF-"):
        complain(file, "the tickets are no PDF")
    (folder / f"{file.name}.ics").write_bytes(data)


def main(folder, node, script, modules):
    folder = Path(folder)
    mails = sorted(folder.glob("*.eml"))
    for mail in mails:
        judge_mail(mail, folder)
    calendars = sorted(folder.glob("*.ics"))
    expected = json.loads((folder / "expected.json").read_text())
    lines = subprocess.run([node, script, modules, *map(str, calendars)], check=True, capture_output=True, text=True)
    by_javascript = {entry["file"]: entry for entry in map(json.loads, lines.stdout.splitlines())}
    events = 0
    for calendar in calendars:
        try:
            events += judge_calendar(
                calendar, calendar.read_bytes(), by_javascript[str(calendar)], expected.get(calendar.name))
        except Exception as refusal:
            complain(calendar, f"{type(refusal).__module__}: {refusal!r}")
    print(f"{len(mails)} mails, {len(calendars)} calendars with {events} events, {len(complaints)} complaints")
    print("\n".join(complaints))
    return 1 if complaints else 0


sys.exit(main(*sys.argv[1:]))
