/**
 * A date in a condition, in milliseconds since the epoch: a W3C form of ISO 8601, or seconds since the epoch
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date).
 * Undefined where it is neither, or a day that no calendar has.
 */
export function parseConditionTime(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text) && text.length > 4) return Number(text) * 1000;
  const form = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(text);
  const day = form?.[1];
  if (day === undefined || !isCalendarDay(day)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
