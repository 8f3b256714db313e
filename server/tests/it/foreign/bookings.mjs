// Expands every calendar (*.ics) of a folder by ical.js (Thunderbird): for each file its dates, or why not.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(createRequire(`${modules}/x.js`).resolve("ical.js")));

const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toICALString();
const told = (start, end, event) => [utc(start), utc(end), event.summary, event.location];

function expand(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const [first, ...others] = calendar.getAllSubcomponents("vevent");
  const event = new ICAL.Event(first, { exceptions: others });
  if (!event.isRecurring()) return [told(event.startDate, event.endDate, event)];
  const dates = [];
  const next = event.iterator();
  for (let at = next.next(); at; at = next.next()) {
    const { startDate, endDate, item } = event.getOccurrenceDetails(at);
    dates.push(told(startDate, endDate, item));
  }
  return dates.sort();
}

function attempt(file) {
  try {
    return expand(file);
  } catch (refusal) {
    return String(refusal);
  }
}

const files = readdirSync(folder).filter((name) => name.endsWith(".ics"));
console.log(JSON.stringify(Object.fromEntries(files.map((name) => [name, attempt(join(folder, name))]))));
