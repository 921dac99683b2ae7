// The Markdown field: a formatting bar, a preview by the server, kept drafts, pictures dropped or pasted.
import { keepDraft } from "../editor/draft.js";
import { mountMarks } from "../editor/marks.js";
import { acceptPictures } from "../editor/pictures.js";
import { offerQuickAnswers } from "../editor/quick.js";
import { send, word } from "../words.js";

function mountPreview(box, text) {
  const button = box.querySelector("[data-show-preview]");
  const pane = box.querySelector("[data-preview-pane]");
  if (!button || !pane || !box.dataset.preview) return;
  let timer;
  const draw = async () => {
    const body = new FormData();
    body.set("body", text.value);
    try {
      const answer = await send(box.dataset.preview, { body });
      if (!answer.ok) throw new Error(answer.status);
      pane.innerHTML = await answer.text();
    } catch {
      pane.textContent = word("noPreview");
    }
  };
  button.addEventListener("click", () => {
    pane.hidden = !pane.hidden;
    button.setAttribute("aria-pressed", String(!pane.hidden));
    if (!pane.hidden) draw();
  });
  text.addEventListener("input", () => {
    clearTimeout(timer);
    if (!pane.hidden) timer = setTimeout(draw, 400);
  });
}

export function mount(box) {
  const text = box.querySelector("textarea");
  mountMarks(box, text);
  mountPreview(box, text);
  if (box.dataset.draft) keepDraft(box, text);
  if (box.dataset.images) acceptPictures(box, text);
  if (box.dataset.quick) offerQuickAnswers(box, text);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      text.form?.requestSubmit();
    }
  });
}
