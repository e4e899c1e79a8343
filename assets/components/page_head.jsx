import { useEffect, useState } from "react";
import { Link } from "react-router";
import { learnUnits } from "$/public/lib/days.js";
import "$/public/lib/scroll.js";

const CAME_FROM = "sh-came-from";
const here = () => window.location.pathname.replace(/(.)\/$/, "$1");

// What the browser itself shows and says of a page: its name, and the language to read it in.
export function PageHead({ locale, title, name, units }) {
  learnUnits(units ?? {});
  useEffect(() => {
    if (!here().startsWith("/habits/")) sessionStorage.setItem(CAME_FROM, here());
  }, []);
  useEffect(() => {
    const say = () => {
      document.documentElement.lang = locale;
      if (document.title !== `${title} · ${name}`) document.title = `${title} · ${name}`;
    };
    say();
    // The router puts the name that the page was built with after ours.
    const watch = new MutationObserver(say);
    watch.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [locale, title, name]);
  return null;
}

// Back to the page that led here; `places` says which ones there are, and begins with the usual one.
export function BackLink({ places, className, children }) {
  const [[path, label], setPlace] = useState(places[0]);
  useEffect(() => {
    const came = sessionStorage.getItem(CAME_FROM);
    setPlace(places.find(([place]) => place === came) ?? places[0]);
  }, [places]);
  return (
    <Link to={path} className={className} aria-label={label} title={label}>
      {children}
    </Link>
  );
}

// For when a page does not come: its server or its database is away.
export function Patience({ text, retry }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 8000);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div role="alert" className="sh-empty sh-late">
      <p>{text}</p>
      <button type="button" className="sh-primary" onClick={() => window.location.reload()}>
        {retry}
      </button>
    </div>
  );
}
