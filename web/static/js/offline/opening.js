// Whether a service is open at this hour, by its weekly hours in the city's time.
const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: document.body.dataset.zone,
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY_MIN = 24 * 60;

// True or false; null where its hours are not known. Hours that end after midnight run into the next day.
export function isOpenNow(windows, at = new Date()) {
  if (!windows?.length) return null;
  const { weekday, hour, minute } = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  const today = DAYS.indexOf(weekday);
  const minutes = Number(hour) * 60 + Number(minute);
  return windows.some(([day, start, end]) => {
    const since = ((today - day + 7) % 7) * DAY_MIN + minutes;
    return start <= since && since < (end > start ? end : end + DAY_MIN);
  });
}
