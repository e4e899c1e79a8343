// The zone's one name: browsers and databases disagree on whether it is Calcutta or Kolkata.
export function canonical(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zone;
  }
}
