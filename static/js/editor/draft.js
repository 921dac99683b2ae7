// Drafts: what is typed goes to the server a moment later, and the page says so.
import { send, word } from "../words.js";

const WAIT = 1500;
const RETRY = 8000;
const PRIVATE = new Set(["csrf_token", "password"]);

function dataOf(form) {
  const data = {};
  for (const [name, value] of new FormData(form)) {
    if (PRIVATE.has(name) || typeof value !== "string") continue;
    data[name] = value;
  }
  return data;
}

export function keepForm(form, url, state) {
  let timer;
  let sent = false; // the page hides while a form is on its way: what is sent is no draft any more
  let kept = JSON.stringify(dataOf(form));
  const say = (name) => {
    if (state) state.textContent = word(name);
  };
  const save = async () => {
    const data = dataOf(form);
    const now = JSON.stringify(data);
    if (sent || now === kept) return;
    say("saving");
    try {
      const answer = await send(url, { method: "PUT", json: data });
      if (!answer.ok) throw new Error(answer.status);
      kept = now;
      say("saved");
    } catch {
      say("unsaved");
      timer = setTimeout(save, RETRY);
    }
  };
  const later = () => {
    sent = false;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  };
  form.addEventListener("input", later);
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}

// The editor's own field alone, for answers and comments.
export function keepDraft(box, text) {
  if (text.form) keepForm(text.form, box.dataset.draft, box.querySelector("[data-draft-state]"));
}
