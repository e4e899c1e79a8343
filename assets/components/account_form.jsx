import { useEffect, useRef, useState } from "react";
import { PageHead } from "$/public/components/page_head.jsx";
import { ownLanguage } from "$/public/lib/days.js";
import { here } from "$/public/lib/zones.js";

// The forms of the signed-out pages: plain ones that the browser submits itself, so that password
// managers work and the session stays in an HttpOnly cookie. The address says what went wrong;
// the secret of a mail's link stands behind its #, where no server and no log sees it.
const FIELDS = {
  login: ["email", "password"],
  signup: ["full_name", "email", "password"],
  forgot: ["email"],
  reset: ["password"],
  confirm: [],
};
const PLACE = {
  "email-taken": "email",
  "invalid-email": "email",
  "weak-password": "password",
  "name-required": "full_name",
  "invalid-name": "full_name",
};

export function AccountForm({ action, mode, texts, otherPath, forgotPath, demo }) {
  const [language, setLanguage] = useState("en");
  const [query, setQuery] = useState(new URLSearchParams());
  const [secret, setSecret] = useState("");
  const [root, setRoot] = useState({});
  const [confirmed, setConfirmed] = useState("");
  const [corrected, setCorrected] = useState(false);
  const form = useRef(null);

  useEffect(() => {
    setLanguage(ownLanguage());
    setQuery(new URLSearchParams(window.location.search));
    setSecret(decodeURIComponent(window.location.hash.slice(1)));
    if (demo || mode === "signup")
      fetch("/api/v1")
        .then((a) => a.json())
        .then(setRoot);
  }, []);

  const t = texts[language];
  const fresh = mode === "signup" || mode === "reset";
  const code = corrected ? "" : (query.get("error") ?? (confirmed !== "done" ? confirmed : ""));
  const message = code && (t.errors[code] ?? t.errors.unknown);
  const place = FIELDS[mode].includes(PLACE[code]) ? PLACE[code] : "form";
  const notices = { sent: t.sent, reset: t.reset_done, deleted: t.deleted };
  const told = Object.keys(notices).find((name) => query.has(name));
  const notice = told ? notices[told] : confirmed === "done" ? t.confirmed : "";
  const problem = (name) =>
    place === name && message ? (
      <p className="sh-problem" id={`${name}-problem`} role="alert">
        {message}
      </p>
    ) : null;
  const kinds = {
    full_name: { autoComplete: "name", maxLength: 120 },
    email: { type: "email", autoComplete: "username", maxLength: 320 },
    password: {
      type: "password",
      minLength: fresh ? 8 : undefined,
      autoComplete: fresh ? "new-password" : "current-password",
    },
  };
  const field = (name) => (
    <div className="sh-field" key={name}>
      <label htmlFor={name}>{t[name]}</label>
      <input
        id={name}
        name={name}
        key={query.get(name) ?? ""}
        defaultValue={query.get(name) ?? ""}
        required
        aria-invalid={place === name && !!message}
        aria-describedby={place === name && message ? `${name}-problem` : undefined}
        {...kinds[name]}
      />
      {problem(name)}
    </div>
  );
  const hidden = (name, value) => <input type="hidden" name={name} readOnly value={value} />;
  const fill = () => {
    form.current.email.value = "demo@example.com";
    form.current.password.value = "Demo123!";
    form.current.requestSubmit();
  };
  // Opening a link confirms nothing, because scanners of mails open them, too: the button does.
  const confirm = async (event) => {
    event.preventDefault();
    const answer = await fetch(action, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: secret }),
    });
    const told = answer.ok ? {} : await answer.json();
    setConfirmed(answer.ok ? "done" : (told.errors?.[0].code ?? told.type.replace("/problems/", "")));
  };

  // What was wrong is not said any more once the field is written anew; of the form, once any is.
  const correct = ({ target }) => {
    if (place === target.name || place === "form") setCorrected(true);
  };

  return (
    <form
      ref={form}
      action={action}
      method="post"
      className="sh-account"
      onSubmit={mode === "confirm" ? confirm : undefined}
      onInput={correct}
    >
      <PageHead locale={language} title={t.title} name="SmartHabit" />
      <h1>{t.title}</h1>
      <p className="sh-quiet">{t.text}</p>
      {notice && (
        <p className="sh-notice" role="status">
          {notice}
        </p>
      )}
      {problem("form")}
      {FIELDS[mode].map(field)}
      {fresh && <p className="sh-hint">{t.password_hint}</p>}
      {mode === "signup" && root.has_people && <p className="sh-hint">{t.training}</p>}
      {mode === "login" && (
        <a className="sh-forgot" href={forgotPath}>
          {t.forgot_link}
        </a>
      )}
      {(mode === "login" || mode === "signup") && hidden("next", query.get("next") ?? "/")}
      {mode === "signup" && hidden("invite", secret)}
      {mode === "signup" && hidden("timezone", here())}
      {mode === "reset" && hidden("token", secret)}
      {confirmed !== "done" && (
        <button type="submit" className="sh-primary">
          {t.submit}
        </button>
      )}
      {demo && root.demo && (
        <button type="button" className="sh-demo" onClick={fill}>
          {t.demo}: demo@example.com / Demo123!
        </button>
      )}
      <a className="sh-other" href={otherPath}>
        {t.other}
      </a>
    </form>
  );
}
