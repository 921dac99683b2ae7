// Tells what the gate would say while a text is typed: <form data-behaviour="check" data-check="/check"> with fields
// kind, title, body. Findings stand beside their field, the verdict in [data-check-verdict]. A courtesy: nothing waits for it.
import { linkQuotes } from "../editor/places.js";
import { untouched } from "../pressed.js";
import { send } from "../words.js";

const WAIT = 1200;
const SHORTEST = 12;
const NAMES = ["kind", "post_id", "title", "body", "tags"];

// By name alone: the tag picker has a field of the same id.
const named = (form, name) => form.querySelector(`[name="${name}"]`);

function beside(form, name) {
  const known = document.getElementById(`${name}-findings`);
  if (known) return known;
  const field = named(form, name);
  const box = field?.closest(".field");
  if (!box) return null;
  const place = document.createElement("div");
  place.id = `${name}-findings`;
  place.setAttribute("aria-live", "polite");
  box.append(place);
  const spoken = document.getElementById(name) ?? field;
  spoken.setAttribute("aria-describedby", `${spoken.getAttribute("aria-describedby") ?? ""} ${place.id}`.trim());
  return place;
}

export function mount(form) {
  const verdict = form.querySelector("[data-check-verdict]");
  let timer;
  let running;
  let last = "";
  const show = (html) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const name of ["title", "body", "tags"]) {
      if (!named(form, name)) continue;
      const found = answer.querySelector(`[data-where="${name}"]`);
      const place = found || document.getElementById(`${name}-findings`) ? beside(form, name) : null;
      if (!place) continue;
      const next = found ? found.innerHTML : "";
      if (place.dataset.html !== next) {
        place.innerHTML = next;
        place.dataset.html = next;
        linkQuotes(place, named(form, name));
      }
      place.closest(".field")?.classList.toggle("field--found", Boolean(found));
    }
    const told = answer.querySelector("[data-verdict]");
    if (!verdict) return;
    verdict.className = told?.textContent ? `verdict verdict--${told.dataset.verdict}` : "verdict";
    if (verdict.textContent !== (told?.textContent ?? "")) verdict.textContent = told?.textContent ?? "";
  };
  const ask = async () => {
    const data = new FormData();
    for (const name of NAMES) {
      const value = named(form, name)?.value;
      if (typeof value === "string") data.set(name, value);
    }
    const now = JSON.stringify([...data]);
    if (now === last) return;
    last = now;
    running?.abort();
    const body = data.get("body")?.trim() ?? "";
    if (body.length < SHORTEST) {
      if (!data.has("body") || body) return;
      await untouched();
      return show(""); // what was found stood in words that are gone
    }
    running = new AbortController();
    try {
      const answer = await send(form.dataset.check, { body: data, signal: running.signal });
      if (!answer.ok) return;
      const told = await answer.text();
      await untouched();
      show(told);
    } catch {
      // Posting tells the same.
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };
  form.addEventListener("input", (event) => {
    // What was refused is being mended: the next sending tells whether it is.
    const field = event.target.closest?.(".field--wrong");
    if (field && event.target.value.trim()) {
      field.classList.remove("field--wrong");
      field.querySelector(".field__error")?.remove();
      field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    }
    if (!event.isComposing) later();
  });
  for (const name of ["title", "body"]) {
    const given = document.getElementById(`${name}-findings`);
    if (given) linkQuotes(given, named(form, name));
  }
  form.addEventListener("compositionend", later);
  if (named(form, "body")?.value.trim()) later();
}
