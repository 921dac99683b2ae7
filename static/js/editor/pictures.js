// Pictures that are pasted, dropped or chosen go to the server; the Markdown for them goes into the text.
import { send, word } from "../words.js";

const KINDS = ["image/jpeg", "image/png", "image/webp"];
const LARGEST = 5 * 1024 * 1024;

function insert(text, words) {
  const at = text.selectionEnd;
  text.setRangeText(words, at, at, "end");
  text.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function replace(text, from, to) {
  const at = text.value.indexOf(from);
  if (at >= 0) text.setRangeText(to, at, at + from.length, "preserve");
  text.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

async function upload(box, text, file) {
  const state = box.querySelector("[data-draft-state]");
  const sign = `![${word("uploading")} ${file.name}]()\n`;
  if (!KINDS.includes(file.type) || file.size > LARGEST) {
    state.textContent = word("uploadFailed");
    return;
  }
  insert(text, sign);
  const body = new FormData();
  body.set("image", file);
  try {
    const answer = await send(box.dataset.images, { body });
    if (!answer.ok) throw new Error(answer.status);
    const { url } = await answer.json();
    replace(text, sign, `![${file.name.replace(/\.[^.]+$/, "").replace(/[[\]]/g, "")}](${url})\n`);
  } catch {
    replace(text, sign, "");
    state.textContent = word("uploadFailed");
  }
}

export function acceptPictures(box, text) {
  const frame = box.querySelector(".editor__box");
  const take = (files) => [...files].filter((file) => file.type.startsWith("image/")).map((file) => upload(box, text, file));
  text.addEventListener("paste", (event) => {
    if (take(event.clipboardData.files).length) event.preventDefault();
  });
  text.addEventListener("dragover", () => {
    frame.dataset.over = "";
  });
  for (const sign of ["dragleave", "drop"]) text.addEventListener(sign, () => delete frame.dataset.over);
  text.addEventListener("drop", (event) => {
    if (take(event.dataTransfer.files).length) event.preventDefault();
  });
  box.querySelector("[data-picture]")?.addEventListener("change", (event) => {
    take(event.target.files);
    event.target.value = "";
  });
}
