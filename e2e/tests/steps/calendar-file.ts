// Calendars as another program reads them: a library that has nothing to do with the one that
// writes them.
import ICAL from 'ical.js';

interface Person {
  name: string;
  address: string;
}

export interface CalendarEvent {
  uid: string;
  sequence: number;
  status: string;
  startsAt: string;
  endsAt: string;
  summary: string;
  location: string;
  description: string;
  url: string;
  organizer: Person | undefined;
  attendees: Person[];
}

export interface CalendarFile {
  method: string;
  events: CalendarEvent[];
}

/** Reads a file of RFC 5545; what is none is an error. */
export function readCalendar(text: string): CalendarFile {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return {
    method: value(calendar, 'method'),
    events: calendar.getAllSubcomponents('vevent').map(readEvent),
  };
}

function readEvent(component: ICAL.Component): CalendarEvent {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    status: value(component, 'status'),
    startsAt: event.startDate.toJSDate().toISOString(),
    endsAt: event.endDate.toJSDate().toISOString(),
    summary: event.summary,
    location: event.location,
    description: event.description,
    url: value(component, 'url'),
    organizer: people(component, 'organizer')[0],
    attendees: people(component, 'attendee'),
  };
}

function people(component: ICAL.Component, name: string): Person[] {
  return component.getAllProperties(name).map((property) => ({
    name: String(property.getParameter('cn')),
    address: String(property.getFirstValue()),
  }));
}

function value(component: ICAL.Component, name: string): string {
  return String(component.getFirstPropertyValue(name) ?? '');
}
