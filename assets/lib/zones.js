// The browser's zone; none where it says what is no place, such as Etc/Unknown or +05:00.
export function here() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return /^[A-Z]/.test(zone) ? zone : "";
  } catch {
    return "";
  }
}

// The zone's one name: browsers and databases disagree on whether it is Calcutta or Kolkata.
export function canonical(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zone;
  }
}
