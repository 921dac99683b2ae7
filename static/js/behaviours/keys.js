// Keys: [data-key="a"] is pressed by A, a field is focused by it; ? lists all that the page has.
import { word } from "../words.js";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

const usable = (element) => !element.disabled && element.getClientRects().length > 0;

function nameOf(element) {
  const words = element.getAttribute("aria-label") ?? element.querySelector("span")?.textContent ?? "";
  return (words || element.textContent).trim();
}

function list() {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = document.createElement("h2");
  title.textContent = word("keys");
  const keys = document.createElement("dl");
  keys.className = "key-list";
  for (const element of [...document.querySelectorAll("[data-key]")].filter(usable)) {
    const key = document.createElement("dt");
    key.innerHTML = '<kbd class="key"></kbd>';
    key.firstChild.textContent = element.dataset.key.toUpperCase();
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
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      list();
      return;
    }
    const key = event.key.toLowerCase();
    // The page itself goes before the frame around it: its search has the same key as the search of the site.
    const keyed = [...document.querySelectorAll("main [data-key]"), ...document.querySelectorAll("[data-key]")];
    const target = keyed.find(
      (element) => element.dataset.key === key && usable(element),
    );
    if (!target) return;
    event.preventDefault();
    if (typing(target)) {
      target.focus();
      target.select?.();
    } else target.click();
  });
}
