// Sends a card's form without leaving the page, and takes the card away; the form alone does the same.
import { takeAway } from "../gone.js";
import { send } from "../words.js";

export function mount(card) {
  const form = card.querySelector("form");
  let alone = false;
  // Sent as any form is, so that whoever watches forms hears of it: offline it stays here, and that is said.
  const sendAlone = (button) => {
    alone = true;
    form.requestSubmit(button);
    alone = false;
  };
  form?.addEventListener("submit", async (event) => {
    if (alone) return;
    event.preventDefault();
    try {
      const answer = await send(form.action, { body: new FormData(form), redirect: "manual" });
      if (answer.ok || answer.type === "opaqueredirect") takeAway(card);
      else sendAlone(event.submitter);
    } catch {
      sendAlone(event.submitter);
    }
  });
}
