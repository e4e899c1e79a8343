// What lies over a page, as steps of the browser's history: Back closes the newest before it leaves
// the page, which is what people on phones expect. The address stays, and the router hears nothing.
const layers = [];
let leaving = 0;
let entering = [];

// Begins a layer. Its `close` takes the step back; its `drop` leaves it, for when the page is gone.
export function backs(onBack) {
  const layer = { onBack };
  const enter = () => {
    layers.push(layer);
    window.history.pushState({ ...window.history.state, layer: layers.length }, "");
  };
  if (leaving) entering.push(enter);
  else enter();
  const drop = () => {
    entering = entering.filter((other) => other !== enter);
    const place = layers.indexOf(layer);
    if (place >= 0) layers.splice(place, 1);
    return place >= 0;
  };
  return { drop, close: () => drop() && window.history.state?.layer && goBack(1) };
}

function goBack(steps) {
  leaving += 1;
  window.history.go(-steps);
}

function hear(event) {
  if (leaving) {
    leaving -= 1;
    event.stopImmediatePropagation();
    if (!leaving) for (const enter of entering.splice(0)) enter();
  } else if (layers.length) {
    event.stopImmediatePropagation();
    layers.pop().onBack();
  } else if (event.state?.layer) {
    // Forward to where something was open: there is nothing to see.
    event.stopImmediatePropagation();
    goBack(event.state.layer);
  }
}

if (typeof window !== "undefined") {
  window.addEventListener("popstate", hear, true);
  // The page was read again while something was open.
  if (window.history.state?.layer) goBack(window.history.state.layer);
}
