// The composer of a case: choosing who is to read puts the cursor into the field; Escape leaves the field, so that keys
// work again; [data-help] forms beside it put their text in without leaving the page, and digits press them.
import { composing } from "../composing.js";
import { put } from "../editor/typing.js";
import { send } from "../words.js";

const typing = (element) => element.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");

// One's own words go on in a paragraph of their own.
function insert(text, words) {
  const before = text.value.slice(0, text.selectionStart).trimEnd();
  const after = text.value.slice(text.selectionEnd).trimStart();
  const paragraph = `${before ? "\n\n" : ""}${words}\n\n`;
  const caret = before.length + paragraph.length;
  put(text, before.length, text.value.length - after.length, paragraph, [caret, caret]);
}

export function mount(form) {
  const text = form.elements.body;
  for (const radio of form.elements.kind) {
    // A key or a pointer chose it: writing goes on. Arrow keys walk through the choices, and the focus stays.
    radio.addEventListener("click", () => {
      if (document.activeElement !== radio) text.focus();
    });
    radio.closest("label")?.addEventListener("pointerup", () => setTimeout(() => text.focus()));
    radio.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        text.focus();
      }
    });
  }
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || composing(event) || event.defaultPrevented) return;
    text.blur();
    document.getElementById("main").focus({ preventScroll: true });
  });
  const helps = () => [...document.querySelectorAll("form[data-help]")];
  document.addEventListener("submit", (event) => {
    const help = event.target;
    if (!(help instanceof HTMLFormElement) || !("help" in help.dataset)) return;
    event.preventDefault();
    insert(text, help.dataset.help);
    const body = new FormData(help);
    body.set("put", "done");
    send(help.action, { body }).catch(() => {}); // the text is there; the count is a courtesy
  });
  document.addEventListener("keydown", (event) => {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector("dialog[open], .deeds details[open]")) return;
    const help = helps()[Number(event.key) - 1];
    if (!help) return;
    event.preventDefault();
    help.requestSubmit();
  });
}
