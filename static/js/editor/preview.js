// How the text will look, drawn by the server a moment after typing: beside the text where there is room, else instead of it.
import { send, trouble, word } from "../words.js";

const WAIT = 400;

export function mountPreview(box, text) {
  const button = box.querySelector("[data-show-preview]");
  const pane = box.querySelector("[data-preview-pane]");
  const state = box.querySelector("[data-preview-state]");
  if (!button || !pane || !box.dataset.preview) return;
  let timer;
  let running;
  let drawn = null;
  const draw = async () => {
    const now = text.value;
    if (now === drawn) return;
    running?.abort();
    running = new AbortController();
    const body = new FormData();
    body.set("body", now);
    try {
      const answer = await send(box.dataset.preview, { body, signal: running.signal });
      if (!answer.ok) {
        state.textContent = await trouble(answer, word("noPreview"));
        return;
      }
      const html = await answer.text();
      const scrolled = pane.scrollTop;
      pane.innerHTML = html || `<p class="quiet"></p>`;
      if (!html) pane.firstChild.textContent = word("nothingYet");
      pane.scrollTop = scrolled;
      drawn = now;
      state.textContent = "";
    } catch (error) {
      if (error.name !== "AbortError") state.textContent = word("noPreview");
    }
  };
  button.addEventListener("click", () => {
    const shown = pane.hidden;
    pane.hidden = !shown;
    box.toggleAttribute("data-previewing", shown);
    button.setAttribute("aria-pressed", String(shown));
    if (shown) draw();
  });
  text.addEventListener("input", () => {
    clearTimeout(timer);
    if (!pane.hidden) timer = setTimeout(draw, WAIT);
  });
}
