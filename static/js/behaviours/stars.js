// Stars are given by choosing them: the word for each value is shown, and the form sends itself.
import { send } from "../words.js";

const WAIT = 700; // so that somebody walking with the arrow keys is not cut short
const PATIENCE = 4_000;

export function mount(form) {
  const shown = form.querySelector("[data-stars-word]");
  const button = form.querySelector("[data-stars-send]");
  const words = [...form.querySelectorAll("[data-word]")];
  const chosen = () => form.querySelector("input[name=stars]:checked");
  const say = () => {
    const input = chosen();
    shown.textContent = input ? words[input.value - 1].dataset.word : "";
  };
  for (const label of words) {
    label.addEventListener("pointerenter", () => {
      shown.textContent = label.dataset.word;
    });
    label.addEventListener("pointerleave", say);
  }
  button.hidden = true;
  let timer = 0;
  form.addEventListener("change", () => {
    say();
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      form.requestSubmit(button);
    }, WAIT);
  });
  // Whoever goes on at once, to say that this solved it, loses neither the stars nor what they pressed.
  document.addEventListener("submit", async (event) => {
    if (!timer || event.target === form) return;
    clearTimeout(timer);
    timer = 0;
    const given = send(form.action, { body: new FormData(form), keepalive: true, redirect: "manual" }).catch(() => null);
    if (event.defaultPrevented) return;
    event.preventDefault();
    await Promise.race([given, new Promise((done) => setTimeout(done, PATIENCE))]);
    event.target.requestSubmit(event.submitter);
  });
}
