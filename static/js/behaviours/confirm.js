// Asks once more, in a dialog of our own, before a button does what cannot easily be undone.
import { word } from "../words.js";

function dialogFor(question) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const text = document.createElement("p");
  text.textContent = question || word("sure");
  const row = document.createElement("form");
  row.method = "dialog";
  row.className = "form__end";
  for (const [value, label, kind] of [["", word("no"), "secondary"], ["yes", word("yes"), "danger"]]) {
    const button = document.createElement("button");
    button.className = `button button--${kind}`;
    button.value = value;
    button.textContent = label;
    row.append(button);
  }
  dialog.append(text, row);
  document.body.append(dialog);
  return dialog;
}

export function mount(button) {
  button.addEventListener("click", (event) => {
    if (button.dataset.sure === "yes" || typeof HTMLDialogElement === "undefined") return;
    event.preventDefault();
    const dialog = dialogFor(button.dataset.question);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "yes") {
        button.dataset.sure = "yes";
        button.click();
        delete button.dataset.sure;
      } else button.focus();
    });
    dialog.showModal();
  });
}
