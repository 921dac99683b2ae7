// Sends a card's form without leaving the page, and takes the card away; the form alone does the same.
import { send } from "../words.js";

export function mount(card) {
  const form = card.querySelector("form");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await send(form.action, { body: new FormData(form), redirect: "manual" });
      if (answer.ok || answer.type === "opaqueredirect") card.remove();
      else form.submit();
    } catch {
      form.submit();
    }
  });
}
