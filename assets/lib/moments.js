// How long ago something was, where clocks may be wrong. The browser's own stopwatch cannot be set,
// but it begins anew with each page and may stand still while a phone sleeps; the clock goes on, but
// may be set. Forward by both is likelier than back: the longer of the two is believed.
const PAGE = Math.random();

export const moment = () => ({ page: PAGE, at: Date.now(), watch: performance.now() });

// Milliseconds since a moment, of an earlier page, too.
export function since({ page, at, watch }) {
  const watched = page === PAGE ? performance.now() - watch : 0;
  return Math.max(watched, Date.now() - at, 0);
}
