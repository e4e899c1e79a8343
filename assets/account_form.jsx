import { useEffect, useRef, useState } from "react";

// Sign-in and sign-up: a plain form that the browser submits itself, so that password managers
// work and the session stays in an HttpOnly cookie. The address says what went wrong.
export function AccountForm({ action, mode, texts, other, demo }) {
  const [language, setLanguage] = useState("en");
  const [query, setQuery] = useState(new URLSearchParams());
  const [offersDemo, setOffersDemo] = useState(false);
  const form = useRef(null);

  useEffect(() => {
    setLanguage(navigator.language.startsWith("de") ? "de" : "en");
    setQuery(new URLSearchParams(window.location.search));
    if (demo) fetch("/api/v1").then((a) => a.json()).then((root) => setOffersDemo(root.demo));
  }, []);

  const t = texts[language];
  const code = query.get("error");
  const message = code && (t.errors[code] ?? t.errors.unknown);
  const place = { "email-taken": "email", "invalid-email": "email", "weak-password": "password",
    "name-required": "full_name", "invalid-name": "full_name" }[code] ?? "form";
  const problem = (name) =>
    place === name && message ? <p className="sh-problem" id={`${name}-problem`} role="alert">{message}</p> : null;
  const field = (name, label, rest) => (
    <div className="sh-field">
      <label htmlFor={name}>{label}</label>
      <input id={name} name={name} key={query.get(name) ?? ""} defaultValue={query.get(name) ?? ""}
        required aria-invalid={place === name && !!message}
        aria-describedby={place === name && message ? `${name}-problem` : undefined} {...rest} />
      {problem(name)}
    </div>
  );
  const fill = () => {
    form.current.email.value = "demo@example.com";
    form.current.password.value = "Demo123!";
    form.current.requestSubmit();
  };

  return (
    <form ref={form} action={action} method="post" className="sh-account">
      <h1>{t.title}</h1>
      <p className="sh-quiet">{t.text}</p>
      {problem("form")}
      {mode === "signup" && field("full_name", t.full_name, { autoComplete: "name", maxLength: 120 })}
      {field("email", t.email, { type: "email", autoComplete: "username", maxLength: 320 })}
      {field("password", t.password, {
        type: "password",
        minLength: mode === "signup" ? 8 : undefined,
        autoComplete: mode === "signup" ? "new-password" : "current-password",
      })}
      {mode === "signup" && <p className="sh-hint">{t.password_hint}</p>}
      <input type="hidden" name="next" value={query.get("next") ?? "/"} readOnly />
      {mode === "signup" && (
        <input type="hidden" name="timezone" readOnly
          value={Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC"} />
      )}
      <button type="submit" className="sh-primary">{t.submit}</button>
      {offersDemo && (
        <button type="button" className="sh-demo" onClick={fill}>
          {t.demo}: demo@example.com / Demo123!
        </button>
      )}
      <a className="sh-other" href={other}>{t.other}</a>
    </form>
  );
}
