"""Judges the public holidays of the German Länder, by Python's package holidays.

Reads {land: {date: code}} from a file. Prints every date on which both differ, then how much was compared."""

import json
import sys

import holidays

NAMES = {
    "New Year's Day": "new-year",
    "Epiphany": "epiphany",
    "Women's Day": "womens-day",
    "Good Friday": "good-friday",
    "Easter Sunday": "easter-sunday",
    "Easter Monday": "easter-monday",
    "Labor Day": "labour-day",
    "75th anniversary of the liberation from Nazism and the end of the Second World War in Europe": "liberation-day",
    "80th anniversary of the liberation from Nazism and the end of the Second World War in Europe": "liberation-day",
    "Ascension Day": "ascension",
    "Pentecost": "whit-sunday",
    "Pentecost Monday": "whit-monday",
    "Corpus Christi": "corpus-christi",
    "75th anniversary of the East German uprising of 1953": "uprising",
    "Assumption Day": "assumption",
    "World Children's Day": "childrens-day",
    "German Unity Day": "german-unity",
    "Reformation Day": "reformation",
    "All Saints' Day": "all-saints",
    "Repentance and Prayer Day": "repentance",
    "Christmas Day": "christmas",
    "Second Day of Christmas": "second-christmas",
}

with open(sys.argv[1], encoding="utf-8") as file:
    judged = json.load(file)
for land, ours in judged.items():
    years = sorted({int(date[:4]) for date in ours})
    calendar = holidays.Germany(subdiv=land.removeprefix("DE-"), years=years, language="en_US")
    theirs = {
        date.isoformat(): [NAMES.get(name, name) for name in names.split("; ")] for date, names in calendar.items()
    }
    for date in sorted(ours.keys() | theirs.keys()):
        if ours.get(date) not in theirs.get(date, [None]):
            print(f"{land} {date}: we say {ours.get(date)}, they say {theirs.get(date)}")
sys.stdout.reconfigure(encoding="utf-8")
print(f"{len(judged)} Länder, {sum(map(len, judged.values()))} days")
