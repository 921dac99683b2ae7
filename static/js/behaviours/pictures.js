// Enlarges pictures of a post in a dialog; without script a picture is a link to itself.
import { word } from "../words.js";

function enlarge(link) {
  const small = link.querySelector("img");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog picture-dialog";
  dialog.setAttribute("aria-label", small.alt || word("picture"));
  const large = new Image();
  large.src = link.href;
  large.alt = small.alt;
  for (const side of ["width", "height"]) if (small.hasAttribute(side)) large[side] = Number(small.getAttribute(side));
  const deeds = document.createElement("form");
  deeds.method = "dialog";
  deeds.className = "form__end";
  deeds.innerHTML = '<button class="button"></button>';
  deeds.firstChild.textContent = word("close");
  dialog.append(large, deeds);
  if (small.alt) {
    const words = document.createElement("p");
    words.className = "quiet small";
    words.setAttribute("aria-hidden", "true");
    words.textContent = small.alt;
    large.after(words);
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === large) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

export function mount(post) {
  post.addEventListener("click", (event) => {
    const link = event.target.closest("a.picture");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    enlarge(link);
  });
}
