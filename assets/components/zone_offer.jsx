import { useEffect, useState } from "react";
import { call, sentence } from "$/public/components/rest_form.jsx";
import { canonical, here as zoneHere } from "$/public/lib/zones.js";

// Asks once whether days are those of the browser's zone. Either answer is said as the zone itself,
// so that the account has one from then on and nobody asks again.
export function ZoneOffer({ zone, texts, onDone }) {
  const [here, setHere] = useState("");
  const [problem, setProblem] = useState("");
  useEffect(() => setHere(zoneHere()), []);
  if (!here || canonical(here) === canonical(zone)) return null;

  const answer = async (timezone) => {
    const { refused } = await call("PATCH", "/api/v1/users/me", { timezone });
    if (refused) return setProblem(sentence(texts, refused[0].code, refused[0].field));
    onDone();
  };
  const named = (text) => text.replace("{zone}", (text === texts.no ? zone : here).replaceAll("_", " "));
  return (
    <div className="sh-zone-offer" role="status">
      <p>{named(texts.question)}</p>
      <div className="sh-row">
        <button type="button" className="sh-primary" onClick={() => answer(here)}>
          {texts.yes}
        </button>
        <button type="button" className="sh-secondary" onClick={() => answer(zone)}>
          {named(texts.no)}
        </button>
      </div>
      {problem && <p className="sh-problem">{problem}</p>}
    </div>
  );
}
