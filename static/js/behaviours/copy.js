// Puts a copy button on each piece of code, and makes [data-copy] buttons copy their text.
import { say, word } from "../words.js";

const usual = new WeakMap(); // what stands on a button that says "Copied" for a moment

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    say(word("notCopied"));
    return;
  }
  say(word("copied"));
  if (usual.has(button)) return;
  usual.set(button, button.textContent);
  button.textContent = word("copied");
  setTimeout(() => {
    button.textContent = usual.get(button);
    usual.delete(button);
  }, 2000);
}

export function mount(root) {
  // What scrolls sideways must be reachable by keys.
  for (const pre of root.querySelectorAll("pre")) pre.tabIndex = 0;
  if (!navigator.clipboard) return;
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
