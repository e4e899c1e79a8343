// What asks the server while it cannot be reached. Reflex would keep it and do it minutes later, when
// nobody expects a sheet to open any more; so it is refused, in words. Ticks have a queue of their own.
import { eventLoop } from "$/utils/context-registry";

const NEEDS_NOBODY = /\.(dismiss|leave|listen)$/; // only tell of what the page has done already

const listeners = new Set();
let ask = eventLoop.addEvents;

export const isAway = () => !navigator.onLine || eventLoop.connectErrors?.length > 0;

// Hears that something was asked for in vain.
export function watchAsking(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const refuse = () => {
  for (const listener of listeners) listener();
};

// What a person asks for, not what a page does by itself.
const isPressed = () => navigator.userActivation?.isActive ?? true;

function guarded(events, ...rest) {
  const names = [events].flat().map((event) => event?.name ?? "");
  if (isAway() && isPressed() && !names.every((name) => NEEDS_NOBODY.test(name))) return refuse();
  return ask(events, ...rest);
}

function follow(event) {
  const link = event.target.closest?.("a[href^='/']");
  if (!link || link.hasAttribute("download") || !isAway()) return;
  event.preventDefault();
  event.stopPropagation();
  refuse();
}

if (typeof window !== "undefined") {
  Object.defineProperty(eventLoop, "addEvents", {
    get: () => guarded,
    set: (latest) => {
      ask = latest;
    },
  });
  document.addEventListener("click", follow, true);
}
