// A list of offers under a text field: arrows walk, Enter or Tab takes, Escape closes; the caret stays in the field.
// offer(box, text, { label, match, ask, line, take }): match(text before the caret) says what is asked for.
import { composing } from "../composing.js";

const WAIT = 120;
let lists = 0;

export function offer(box, text, { label, match, ask, line, take }) {
  const list = document.createElement("ul");
  list.className = "quick";
  list.id = `offers-${++lists}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  box.append(list);
  let found = [];
  let at = 0;
  let turn = 0; // answers to what was asked before come too late
  let timer;
  const mark = () => {
    for (const [index, choice] of [...list.children].entries()) {
      choice.setAttribute("aria-selected", String(index === at));
      if (index === at) choice.scrollIntoView({ block: "nearest" });
    }
    // Another list may stand under the same field: each speaks for itself only.
    if (!list.hidden) {
      text.setAttribute("aria-controls", list.id);
      text.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    } else if (text.getAttribute("aria-controls") === list.id) text.removeAttribute("aria-activedescendant");
    if (text.getAttribute("role") === "combobox") text.setAttribute("aria-expanded", String(!list.hidden));
  };
  const close = () => {
    turn += 1;
    clearTimeout(timer);
    list.hidden = true;
    found = [];
    mark();
  };
  const choose = (each) => {
    close();
    take(each);
  };
  const show = (offers) => {
    found = offers;
    at = 0;
    list.replaceChildren(
      ...offers.map((each, index) => {
        const choice = document.createElement("li");
        choice.className = "quick__choice";
        choice.id = `${list.id}-${index}`;
        choice.setAttribute("role", "option");
        choice.append(...line(each));
        choice.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in the field
        choice.addEventListener("click", () => choose(each));
        return choice;
      }),
    );
    list.hidden = offers.length === 0;
    mark();
  };
  const look = () => {
    const asked = match(text.value.slice(0, text.selectionStart));
    turn += 1;
    const mine = turn;
    clearTimeout(timer);
    if (asked === null) return close();
    timer = setTimeout(async () => {
      const offers = await ask(asked).catch(() => []);
      if (mine === turn) show(offers);
    }, WAIT);
  };
  text.setAttribute("aria-autocomplete", "list");
  if (!text.hasAttribute("aria-controls")) text.setAttribute("aria-controls", list.id);
  text.addEventListener("input", (event) => event.isComposing || look());
  text.addEventListener("compositionend", look);
  text.addEventListener("keydown", (event) => {
    if (list.hidden || composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey)) choose(found[at]);
    else if (step) at = (at + step + found.length) % found.length;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    mark();
  }, true);
  text.addEventListener("blur", close);
  if (document.activeElement === text) look(); // typed while this was on its way
  return { close, isOpen: () => !list.hidden };
}

export async function asked(address, parameters) {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const reply = await fetch(url, { headers: { Accept: "application/json" } });
  return reply.ok && !reply.redirected ? reply.json() : [];
}

export function words(className, said) {
  const span = document.createElement("span");
  if (className) span.className = className;
  span.textContent = said;
  return span;
}
