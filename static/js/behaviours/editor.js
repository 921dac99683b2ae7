// The Markdown field: a formatting bar, a preview by the server, kept drafts, pictures dropped or pasted, mentions.
// What is needed only now and then is fetched when it is.
import { composing } from "../composing.js";
import { mountMarks } from "../editor/marks.js";
import { mountPreview } from "../editor/preview.js";

const DOWN = { capture: true, passive: true };

// Fetches a part of the editor once, at the first sign that somebody may want it.
const part = (name) => import(`../editor/${name}.js${new URL(import.meta.url).search}`);

function pictures(box, text) {
  const frame = box.querySelector(".editor__box");
  const take = (event, files) => {
    const images = [...files];
    if (!images.length) return;
    event.preventDefault();
    part("pictures").then((module) => module.take(box, text, images));
  };
  text.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    // Word processors put a picture of the words beside the words.
    if (files.length && !event.clipboardData.getData("text/plain")) take(event, files);
  });
  frame.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    frame.dataset.over = "";
  });
  for (const sign of ["dragleave", "drop"]) frame.addEventListener(sign, () => delete frame.dataset.over);
  frame.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
  const field = box.querySelector("[data-picture]");
  box.querySelector("[data-choose-picture]")?.addEventListener("click", () => field.click());
  field?.addEventListener("change", (event) => {
    take(event, event.target.files);
    event.target.value = "";
  });
}

export function mount(box) {
  const text = box.querySelector("textarea");
  mountMarks(box, text);
  mountPreview(box, text);
  if (box.dataset.images) pictures(box, text);
  if (box.dataset.draft && text.form) part("draft").then((module) => module.keepDraft(box, text));
  if (box.dataset.quick) part("quick").then((module) => module.offerQuickAnswers(box, text));
  const rest = () =>
    Promise.all([
      part("pasting").then((module) => module.mountPasting(box, text)),
      box.dataset.mentions ? part("mentions").then((module) => module.offerMentions(box, text)) : null,
    ]).then(() => {
      box.dataset.whole = "";
    });
  if (document.activeElement === text) rest();
  else {
    const begin = () => {
      for (const sign of ["focusin", "pointerdown"]) box.removeEventListener(sign, begin, DOWN);
      rest();
    };
    for (const sign of ["focusin", "pointerdown"]) box.addEventListener(sign, begin, DOWN);
  }
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !composing(event)) {
      event.preventDefault();
      text.form?.requestSubmit();
    }
  });
}
