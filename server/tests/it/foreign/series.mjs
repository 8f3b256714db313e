// Expands series by rrule: a list of JSON in, for each series the starts of its dates out, by the clock on the wall.
//
// rrule knows no zone while it counts: its dates are clocks on a wall that pretend to be UTC, and so is our UNTIL here.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { RRule, RRuleSet, rrulestr } = createRequire(`${process.argv[2]}/x.js`)("rrule");

const date = (wall) => RRule.parseString(`FREQ=DAILY;UNTIL=${wall}Z`).until;
const wall = (date) => date.toISOString().replace(/[-:]|\.\d+Z/g, "");

function expand({ start, wall_rule, extra, except }) {
  const set = new RRuleSet();
  if (wall_rule) set.rrule(rrulestr(wall_rule, { dtstart: date(start[0]) }));
  else set.rdate(date(start[0]));
  for (const [begin] of extra) set.rdate(date(begin));
  for (const begin of except) set.exdate(date(begin));
  return set.all().map(wall);
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(expand)));
