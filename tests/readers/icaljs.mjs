// What ical.js (Thunderbird's parser) reads: base64 of calendar objects as a JSON list on stdin, a JSON list on stdout.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const texts = JSON.parse(readFileSync(0, "utf-8")).map((one) => Buffer.from(one, "base64").toString("utf-8"));
process.stdout.write(JSON.stringify(texts.map(seen)));

function seen(text) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const vevents = calendar.getAllSubcomponents("vevent");
  if (vevents.length !== 1) throw new Error(`${vevents.length} events`);
  const event = new ICAL.Event(vevents[0]);
  const said = (name) => vevents[0].getFirstPropertyValue(name)?.toString() ?? "";
  const attendee = vevents[0].getFirstProperty("attendee");
  return {
    method: calendar.getFirstPropertyValue("method"),
    uid: event.uid,
    sequence: event.sequence,
    starts_at: event.startDate.toUnixTime(),
    ends_at: event.endDate.toUnixTime(),
    wall_time: event.startDate.toString().replace("Z", ""),
    time_zone: event.startDate.zone.tzid,
    summary: event.summary,
    description: event.description,
    location: event.location ?? "",
    status: said("status"),
    organizer: event.organizer,
    organizer_name: vevents[0].getFirstProperty("organizer").getParameter("cn") ?? "",
    attendee: attendee?.getFirstValue() ?? "",
    attendee_name: attendee?.getParameter("cn") ?? "",
    participation: attendee?.getParameter("partstat") ?? "",
    conference: said("conference"),
    complaints: [],
  };
}
