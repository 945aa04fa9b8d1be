/** How long ago something was, as people sort it. */
export type TimeGroup = "today" | "yesterday" | "week" | "month" | "older";

/** The group of `time`, seen from `now`, both in milliseconds since 1970; days begin at midnight where the person is. */
export function timeGroupOf(time: number, now: number): TimeGroup {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (time >= midnight) return "today";
  if (time >= daysBefore(midnight, 1)) return "yesterday";
  if (time >= daysBefore(midnight, 7)) return "week";
  if (time >= daysBefore(midnight, 30)) return "month";
  return "older";
}

/** By the calendar, in which not every day has 24 hours. */
function daysBefore(time: number, days: number): number {
  const date = new Date(time);
  return date.setDate(date.getDate() - days);
}
