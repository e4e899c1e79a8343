// Back leads to where one was on a page. Pages are filled after they have come, so the place is taken
// as soon as the page is long enough for it, unless the reader has moved meanwhile.
const PATIENCE = 10000; // milliseconds

const places = new Map(); // by entry of the browser's history
let wanted = null;

const entry = () => window.history.state?.key ?? "first";

function reach() {
  if (!wanted) return;
  const room = document.documentElement.scrollHeight - window.innerHeight;
  if (Date.now() > wanted.until || room >= wanted.top) {
    window.scrollTo(0, Math.min(wanted.top, room));
    wanted = null;
  }
}

if (typeof window !== "undefined") {
  // Where one was when one left: after that the page shrinks, and scrolls by itself.
  const remember = () => places.set(entry(), window.scrollY);
  for (const act of ["click", "keydown"]) window.addEventListener(act, remember, { capture: true });
  window.addEventListener("popstate", () => {
    const top = places.get(entry());
    wanted = top ? { top, until: Date.now() + PATIENCE } : null;
  });
  for (const moved of ["wheel", "touchstart", "keydown"])
    window.addEventListener(
      moved,
      () => {
        wanted = null;
      },
      { passive: true },
    );
  new ResizeObserver(reach).observe(document.documentElement);
}
