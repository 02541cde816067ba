// What ical.js makes of a calendar: every event between two moments, by the clock changes in the file alone.
function expand(ICAL, text, first, last) {
  ICAL.design.strict = true;
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const moment = (time) => time.toJSDate().getTime() / 1000;
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const masters = events.filter((event) => !event.isRecurrenceException());
  for (const other of events.filter((event) => event.isRecurrenceException())) {
    masters.find((event) => event.uid === other.uid).relateException(other);
  }
  const found = [];
  const keep = (event, start, end) => {
    if (moment(start) >= first && moment(start) < last) {
      const status = event.component.getFirstPropertyValue("status");
      found.push([moment(start), moment(end), event.summary, status]);
    }
  };
  for (const event of masters) {
    if (!event.isRecurring()) {
      keep(event, event.startDate, event.endDate);
      continue;
    }
    const days = event.iterator();
    for (let day = days.next(); day && moment(day) < last + 90 * 86400; day = days.next()) {
      const one = event.getOccurrenceDetails(day);
      keep(one.item, one.startDate, one.endDate);
    }
  }
  return found.sort((one, other) => one[0] - other[0]);
}
if (typeof module !== "undefined") {
  module.exports = expand;
}
