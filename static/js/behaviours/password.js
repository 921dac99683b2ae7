// Shows a password on request, tells when capitals are locked, and says in words how strong a new one is. Pasting works.
import { word } from "../words.js";

const GOOD = 16;
const FAIR = 12;

function strength(text) {
  if (!text) return "";
  const kinds = new Set(text).size;
  if (text.length < 8 || kinds < 5) return word("weak");
  if (text.length >= GOOD && kinds >= 8) return word("strong");
  return text.length >= FAIR ? word("fair") : word("weak");
}

export function mount(box) {
  const field = box.querySelector("input[type=password]");
  if (!field) return;
  const row = document.createElement("p");
  row.className = "field__tools";
  const show = document.createElement("button");
  show.type = "button";
  show.className = "button button--quiet button--small";
  show.setAttribute("aria-pressed", "false");
  show.textContent = word("show");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  row.append(show, said);
  field.after(row);
  const fresh = field.autocomplete === "new-password";
  let caps = false;
  const say = () => {
    const text = [caps ? word("caps") : "", fresh ? strength(field.value) : ""].filter(Boolean).join(" ");
    if (said.textContent !== text) said.textContent = text;
  };
  show.addEventListener("click", () => {
    const open = field.type === "password";
    field.type = open ? "text" : "password";
    show.setAttribute("aria-pressed", String(open));
    field.focus();
  });
  for (const kind of ["keydown", "keyup"])
    field.addEventListener(kind, (event) => {
      caps = event.getModifierState?.("CapsLock") ?? false;
      say();
    });
  field.addEventListener("input", say);
  field.form?.addEventListener("submit", () => {
    field.type = "password"; // so that browsers offer to keep it
  });
}
