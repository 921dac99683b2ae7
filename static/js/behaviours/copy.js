// Puts a copy button on each piece of code, and makes [data-copy] buttons copy their text.
import { say, word } from "../words.js";

const usual = new WeakMap(); // what stands on a button that says "Copied" for a moment

// Without https browsers offer no clipboard: what is chosen in a field of the page is copied the old way.
async function written(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.className = "unseen";
    field.value = text;
    button.after(field); // beside it: in an open dialog nothing outside can be chosen
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus({ preventScroll: true });
    return done;
  }
}

async function copy(text, button) {
  const told = (await written(text, button)) ? word("copied") : word("notCopied");
  say(told);
  if (usual.has(button)) return;
  usual.set(button, button.textContent);
  button.textContent = told;
  setTimeout(() => {
    button.textContent = usual.get(button);
    usual.delete(button);
  }, 2000);
}

export function mount(root) {
  // What scrolls sideways must be reachable by keys.
  for (const pre of root.querySelectorAll("pre")) pre.tabIndex = 0;
  if (root.dataset.copy) root.addEventListener("click", () => copy(root.dataset.copy, root));
  for (const pre of root.querySelectorAll("pre")) {
    const box = document.createElement("div");
    box.className = "code-box";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small code-copy";
    button.textContent = word("copy");
    button.addEventListener("click", () => copy(pre.textContent, button));
    pre.before(box);
    box.append(pre, button);
  }
}
