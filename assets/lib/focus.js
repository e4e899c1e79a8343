// Where the focus goes when what had it leaves the page: to the same control of the row that took
// its place, else to where it was before, else to the nearest heading. Never to nowhere.
const REMEMBERED = 6;
const SETTLES = 60; // milliseconds in which menus and dialogs give the focus back by themselves
const ROW = "li, tr";
const CONTROLS = "a[href], button:not(:disabled), input:not(:disabled), [tabindex='0']";

let trail = [];
let timer = null;

const isThere = (element) => element.isConnected && element.checkVisibility();
const place = (element) => [...element.parentElement.children].indexOf(element);
const kind = ({ tagName, classList }) =>
  [tagName.toLowerCase(), ...classList].map((part) => CSS.escape(part)).join(".");

// A menu stands for the button that opened it, which a pointer does not focus.
function hear({ target }) {
  const menu = target.closest("[role=menu]");
  const opener = menu && document.getElementById(menu.getAttribute("aria-labelledby"));
  if (opener) remember(opener);
  remember(target);
}

function remember(target) {
  const steps = [];
  for (let node = target; node.parentElement; node = node.parentElement) {
    steps.push({ node, parent: node.parentElement, place: place(node) });
  }
  const alike = kind(target);
  const nth = [...(target.closest(ROW)?.querySelectorAll(alike) ?? [])].indexOf(target);
  trail = [{ target, steps, alike, nth }, ...trail.filter((one) => one.target !== target)].slice(
    0,
    REMEMBERED,
  );
}

// Who leaves a field by a press beside it has left it.
function forget({ target }) {
  setTimeout(() => {
    if (
      isThere(target) &&
      !target.disabled &&
      document.hasFocus() &&
      document.activeElement === document.body
    )
      trail = [];
  });
}

const isLost = () =>
  document.activeElement === document.body && trail.length > 0 && !isThere(trail[0].target);

export function regain() {
  clearTimeout(timer);
  if (isLost()) timer = setTimeout(() => isLost() && goTo(find()), SETTLES);
}

// A heading is where reading begins anew, not a place to jump to: Back has just led to another.
function goTo(home) {
  home?.focus({ preventScroll: /^H\d$/.test(home.tagName) });
}

function find() {
  const root = document.querySelector("dialog[open]") ?? document.getElementById("content");
  if (!root) return null;
  for (const { target, steps, alike, nth } of trail) {
    if (isThere(target)) return target;
    if (steps.some(({ node }) => node.tagName === "DIALOG" && node !== root)) continue;
    const gone = steps.find(({ parent }) => isThere(parent) && root.contains(parent));
    const found = gone && (besides(gone, alike, nth) ?? homeOf(gone.parent, root));
    if (found) return found;
  }
  return homeOf(root, root);
}

// The same control of the row that is now where the row was.
function besides({ node, parent, place: before }, alike, nth) {
  const rows = node.matches(ROW) ? [...parent.children].filter((row) => row.matches(ROW)) : [];
  const row = rows[Math.min(before, rows.length - 1)];
  return row && (row.querySelectorAll(alike)[Math.max(nth, 0)] ?? row.querySelector(CONTROLS));
}

function homeOf(start, root) {
  for (let node = start; node; node = node === root ? null : node.parentElement) {
    const home = node.querySelector("[data-home=true]");
    if (home) return home;
    const heading = node.querySelector("h1, h2, h3");
    if (heading) {
      if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
      return heading;
    }
  }
  return null;
}

if (typeof window !== "undefined") {
  document.addEventListener("focusin", hear);
  document.addEventListener("focusout", forget);
  new MutationObserver(regain).observe(document.documentElement, { childList: true, subtree: true });
}
