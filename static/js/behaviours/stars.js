// Stars are given by choosing them: the word for each value is shown, and the form sends itself.
import { send } from "../words.js";

const WAIT = 700; // so that somebody walking with the arrow keys is not cut short
const PATIENCE = 4_000;

export function mount(form) {
  const button = form.querySelector("[data-stars-send]");
  const shown = document.createElement("span");
  shown.className = "rate__word";
  shown.setAttribute("aria-hidden", "true");
  form.querySelector(".rate__group").after(shown);
  const wordOf = (input) => input?.getAttribute("aria-label").replace(/^[^:：]*[:：]\s*/, "") ?? "";
  const say = () => {
    shown.textContent = wordOf(form.querySelector("input[name=stars]:checked"));
  };
  for (const input of form.querySelectorAll("input[name=stars]")) {
    input.addEventListener("pointerenter", () => {
      shown.textContent = wordOf(input);
    });
    input.addEventListener("pointerleave", say);
  }
  say();
  button.hidden = true;
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
  };
  const sendNow = () => {
    stop();
    return send(form.action, { body: new FormData(form), keepalive: true, redirect: "manual" }).catch(() => null);
  };
  // By a link: sent later as a form, they would take the place of the page that is wanted.
  const leave = () => timer && sendNow();
  const sendSoon = () => {
    say();
    for (const sign of ["beforeunload", "pagehide"]) addEventListener(sign, leave);
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      button.hidden = navigator.onLine; // what is not sent now is sent by it: the same star is not chosen twice
      form.requestSubmit(button);
    }, WAIT);
  };
  form.addEventListener("change", sendSoon);
  // On a slow line somebody has chosen before this script came: nothing else would send it.
  const chosen = form.querySelector("input[name=stars]:checked");
  if (chosen && !chosen.defaultChecked) sendSoon();
  // Whoever goes on at once, to say that this solved it, loses neither the stars nor what they pressed.
  document.addEventListener("submit", async (event) => {
    if (event.target === form) return stop();
    if (!timer) return;
    const given = sendNow();
    if (event.defaultPrevented) return;
    event.preventDefault();
    await Promise.race([given, new Promise((done) => setTimeout(done, PATIENCE))]);
    event.target.requestSubmit(event.submitter);
  });
}
