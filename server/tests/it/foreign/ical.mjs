// What ical.js (Thunderbird) reads in each calendar named on the command line: one line of JSON a file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const found = createRequire(`${modules}/x.js`).resolve("ical.js");
const { default: ICAL } = await import(pathToFileURL(found));

const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      description: event.description ?? "",
      location: event.location ?? "",
      start: utc(event.startDate),
      end: utc(event.endDate),
    };
  });
}

for (const file of files) {
  try {
    console.log(JSON.stringify({ file, events: read(file) }));
  } catch (refusal) {
    console.log(JSON.stringify({ file, refusal: String(refusal), events: [] }));
  }
}
