// A list that is put in order by dragging, or by Alt with the arrow keys; its buttons do the same without a new page.
import { send } from "../words.js";

export function mount(form) {
  const list = form.querySelector(".places");
  const told = form.querySelector("[data-told]");
  const places = () => [...list.children];
  const say = (words, place) => {
    const all = places();
    told.textContent = form.dataset[words]
      .replace("{title}", place.querySelector(".place__title").textContent)
      .replace("{place}", all.indexOf(place) + 1)
      .replace("{count}", all.length);
  };
  // One after the other: what is sent at the same time may arrive the other way round.
  const waiting = [];
  let sending = false;
  const keep = async (fields) => {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    waiting.push(body);
    if (sending) return;
    sending = true;
    while (waiting.length > 0) {
      const answer = await send(form.action, { body: waiting.shift(), keepalive: true }).catch(() => null);
      if (!answer?.ok) return location.reload();
    }
    sending = false;
  };
  addEventListener("pagehide", () => {
    for (const body of waiting.splice(0)) send(form.action, { body, keepalive: true });
  });
  const ends = () => {
    const all = places();
    for (const [at, place] of all.entries()) {
      place.querySelector('[value^="up:"]').disabled = at === 0;
      place.querySelector('[value^="down:"]').disabled = at === all.length - 1;
    }
  };
  const keepOrder = (place) => {
    ends();
    say("moved", place);
    return keep([["deed", "order"], ...places().map((each) => ["order", each.dataset.slug])]);
  };
  const move = (place, step) => {
    const other = step < 0 ? place.previousElementSibling : place.nextElementSibling;
    if (!other) return;
    const focused = document.activeElement;
    if (step < 0) other.before(place);
    else other.after(place);
    keepOrder(place);
    if (!focused.disabled) focused.focus();
    else place.querySelector("button:not(:disabled)").focus();
  };

  form.addEventListener("submit", (event) => {
    const [deed, slug] = (event.submitter?.value ?? "").split(":");
    const place = slug && places().find((each) => each.dataset.slug === slug);
    if (!place) return;
    event.preventDefault();
    if (deed === "up") move(place, -1);
    else if (deed === "down") move(place, 1);
    else {
      const away = place.toggleAttribute("data-away");
      event.submitter.setAttribute("aria-pressed", String(away));
      say(away ? "hidden" : "shown", place);
      keep([["deed", `away:${slug}`]]);
    }
  });
  list.addEventListener("keydown", (event) => {
    const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(event.target.closest(".place"), step);
  });

  let held = null;
  for (const place of places()) place.draggable = true;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest(".place");
    held.classList.add("place--held");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest(".place");
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    if (event.clientY > box.top + box.height / 2) over.after(held);
    else over.before(held);
  });
  list.addEventListener("dragend", () => {
    if (!held) return;
    held.classList.remove("place--held");
    keepOrder(held);
    held = null;
  });
}
