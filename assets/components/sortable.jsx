import { useEffect, useRef } from "react";

const EDGE = 72; // pixels from the window's edge in which the page scrolls along
const SETTLE = 2500; // milliseconds after which a place that nobody confirmed is given back

// A list whose rows are put into order by their handles: dragged with a pointer, or moved with
// the arrow keys. Rows have data-id, handles data-handle. It shows the new place at once and
// keeps it until the rows themselves come in the new order. Keys are counted from the order that the
// keys before them asked for, however late the rows come, and whatever orders they pass through.
export function Sortable({ enabled, label, onMove, children }) {
  const list = useRef(null);
  const drag = useRef(null);
  const focused = useRef(null);
  const wanted = useRef([]);
  const settling = useRef(0);
  const move = useRef(onMove);
  move.current = onMove;

  useEffect(() => {
    // The rows have come in their new order: nothing is shifted any more, the focus is kept.
    const watch = new MutationObserver(() => {
      reached(String(ids()));
      if (drag.current && !drag.current.dropped) return;
      clear();
      const lost = document.activeElement === document.body;
      if (lost && focused.current?.isConnected) focused.current.focus();
    });
    watch.observe(list.current, { childList: true });
    return () => {
      watch.disconnect();
      rest();
      stop();
    };
  }, []);

  const rows = () => [...list.current.querySelectorAll(":scope > [data-id]")];
  const ids = () => rows().map((row) => row.dataset.id);
  const reached = (shown) => {
    const steps = wanted.current.findIndex((order) => String(order) === shown);
    wanted.current.splice(0, steps + 1);
  };
  const rest = () => {
    clearTimeout(settling.current);
    wanted.current = [];
  };
  const clear = () => {
    clearTimeout(drag.current?.timer);
    drag.current = null;
    list.current?.removeAttribute("data-dragging");
    for (const row of list.current ? rows() : []) {
      row.style.transform = "";
      row.removeAttribute("data-dragged");
    }
  };

  const grab = (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!enabled || !handle || event.button !== 0) return;
    const all = rows();
    const row = handle.closest("[data-id]");
    const boxes = all.map((item) => {
      const { top, height } = item.getBoundingClientRect();
      return { middle: top + window.scrollY + height / 2, top: top + window.scrollY };
    });
    const from = all.indexOf(row);
    const next = boxes[from + 1] ?? boxes[from];
    const gap =
      boxes.length < 2
        ? 0
        : from + 1 < boxes.length
          ? next.top - boxes[from].top
          : boxes[from].top - boxes[from - 1].top;
    clear();
    drag.current = {
      handle,
      all,
      row,
      boxes,
      from,
      to: from,
      gap,
      y: event.clientY,
      start: event.clientY + window.scrollY,
    };
    handle.setPointerCapture(event.pointerId);
    row.setAttribute("data-dragged", "");
    list.current.setAttribute("data-dragging", "");
    window.addEventListener("keydown", cancel, true);
    follow();
  };
  const pull = (event) => {
    if (drag.current && !drag.current.dropped) drag.current.y = event.clientY;
  };
  const follow = () => {
    const now = drag.current;
    if (!now || now.dropped) return;
    const { y, boxes, from, all, gap } = now;
    if (y < EDGE) window.scrollBy(0, (y - EDGE) / 4);
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, (y - window.innerHeight + EDGE) / 4);
    const shift = y + window.scrollY - now.start;
    now.row.style.transform = `translateY(${shift}px)`;
    const middle = boxes[from].middle + shift;
    const before = boxes.findIndex((box, place) => place !== from && box.middle > middle);
    const to = before < 0 ? all.length - 1 : before > from ? before - 1 : before;
    if (to !== now.to) {
      now.to = to;
      all.forEach((item, place) => {
        if (place === from) return;
        const away = place > from && place <= to ? -gap : place < from && place >= to ? gap : 0;
        item.style.transform = away ? `translateY(${away}px)` : "";
      });
    }
    requestAnimationFrame(follow);
  };
  const drop = () => {
    const now = drag.current;
    if (!now || now.dropped) return;
    stop();
    if (now.to === now.from) return clear();
    now.dropped = true;
    now.row.removeAttribute("data-dragged");
    now.row.style.transform = `translateY(${now.boxes[now.to].top - now.boxes[now.from].top}px)`;
    now.timer = setTimeout(clear, SETTLE);
    move.current(now.row.dataset.id, now.to);
  };
  const stop = () => window.removeEventListener("keydown", cancel, true);
  const cancel = useRef((event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    window.removeEventListener("keydown", cancel, true);
    clear();
  }).current;

  const press = (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!enabled || !handle) return;
    const order = wanted.current.at(-1) ?? ids();
    const id = handle.closest("[data-id]").dataset.id;
    const place = order.indexOf(id);
    const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: order.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0 || to >= order.length || to === place) return;
    const next = order.filter((other) => other !== id);
    next.splice(to, 0, id);
    wanted.current.push(next);
    clearTimeout(settling.current);
    settling.current = setTimeout(rest, SETTLE);
    move.current(id, to);
  };

  return (
    <ol
      ref={list}
      className="sh-habits"
      aria-label={label}
      onPointerDown={grab}
      onPointerMove={pull}
      onPointerUp={drop}
      onPointerCancel={() => {
        stop();
        clear();
      }}
      onKeyDown={press}
      onFocus={(event) => {
        focused.current = event.target;
      }}
    >
      {children}
    </ol>
  );
}
