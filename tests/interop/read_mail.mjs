// Reads the mails named as arguments, each calendar with three readers from npm, and prints what they found as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import { simpleParser } from "mailparser";
import nodeIcal from "node-ical";

const instant = (date) => date.toISOString();
const address = (uri) => uri.replace(/^mailto:/i, "");

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const component = calendar.getFirstSubcomponent("vevent");
  const event = new ICAL.Event(component);
  const [attendee] = event.attendees;
  const organizer = component.getFirstProperty("organizer");
  return {
    method: calendar.getFirstPropertyValue("method"),
    uid: event.uid,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    start: instant(event.startDate.toJSDate()),
    end: instant(event.endDate.toJSDate()),
    summary: event.summary,
    location: event.location,
    attendee: [attendee.getParameter("cn"), address(attendee.getFirstValue())],
    organizer: [organizer.getParameter("cn"), address(organizer.getFirstValue())],
  };
}

function byNodeIcal(text) {
  const found = Object.values(nodeIcal.sync.parseICS(text)).find((one) => one.type === "VEVENT");
  const person = (one) => [one.params.CN, address(one.val)];
  return {
    method: found.method,
    uid: found.uid,
    sequence: Number(found.sequence),
    status: found.status ?? null,
    start: instant(found.start),
    end: instant(found.end),
    summary: found.summary,
    location: found.location,
    attendee: person(found.attendee),
    organizer: person(found.organizer),
  };
}

function byMailparser(mail) {
  const person = ({ value: [one] }) => [one.name, one.address];
  return {
    subject: mail.subject,
    from: person(mail.from),
    to: person(mail.to),
    text: mail.text,
    html: mail.html,
    class: mail.headers.get("content-class"),
    calendars: mail.attachments.map((one) => [one.contentType, one.filename ?? null, one.content.toString("utf8")]),
  };
}

const found = [];
for (const name of process.argv.slice(2)) {
  const mail = await simpleParser(readFileSync(name));
  const text = mail.attachments.at(-1).content.toString("utf8");
  found.push({ "ical.js": byIcalJs(text), "node-ical": byNodeIcal(text), mailparser: byMailparser(mail) });
}
process.stdout.write(JSON.stringify(found));
