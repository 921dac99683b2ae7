// Keys: [data-key="a"] is pressed by A, [data-key="g m"] by G and then M, a field is focused by it; ? lists all that
// the page has, with what other behaviours listen to: [data-key-help="J K"]. [data-show-keys] is the same list by a button.
import { word } from "../words.js";

const SEQUENCE = 1500; // how long a first key waits for its second

const typing = (element) =>
  element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

const usable = (element) => !element.disabled && element.getClientRects().length > 0;

function nameOf(element) {
  const words = element.dataset.keyWord ?? element.getAttribute("aria-label") ?? element.querySelector("span")?.textContent ?? "";
  return (words || element.textContent).trim();
}

function list() {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = document.createElement("h2");
  title.textContent = word("keys");
  const keys = document.createElement("dl");
  keys.className = "key-list";
  for (const element of [...document.querySelectorAll("[data-key], [data-key-help]")].filter(usable)) {
    const key = document.createElement("dt");
    for (const name of (element.dataset.key ?? element.dataset.keyHelp).split(" ")) {
      const sign = document.createElement("kbd");
      sign.className = "key";
      sign.textContent = name.length === 1 ? name.toUpperCase() : name;
      key.append(sign, " ");
    }
    const what = document.createElement("dd");
    what.textContent = nameOf(element);
    keys.append(key, what);
  }
  const close = document.createElement("form");
  close.method = "dialog";
  close.className = "form__end";
  close.innerHTML = '<button class="button"></button>';
  close.firstChild.textContent = word("close");
  dialog.append(title, keys, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function mount() {
  let first = "";
  let timer;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]") && !document.querySelector("dialog[open]")) list();
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return; // held down, a deed would be done to each page that it leads to, unread
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      list();
      return;
    }
    const key = first ? `${first} ${event.key.toLowerCase()}` : event.key.toLowerCase();
    first = "";
    clearTimeout(timer);
    // The page itself goes before the frame around it: its search has the same key as the search of the site.
    const keyed = [...document.querySelectorAll("main [data-key]"), ...document.querySelectorAll("[data-key]")];
    const target = keyed.find(
      (element) => element.dataset.key === key && usable(element),
    );
    if (!target && keyed.some((element) => element.dataset.key.startsWith(`${key} `) && usable(element))) {
      first = key;
      timer = setTimeout(() => {
        first = "";
      }, SEQUENCE);
      event.preventDefault();
    }
    if (!target) return;
    event.preventDefault();
    if (typing(target)) {
      target.focus();
      target.select?.();
    } else target.click();
  });
}
