// Counts down the time of a claim: minutes and seconds in [data-left], and says when it is over.
import { say, word } from "../words.js";

export function mount(box) {
  const left = box.querySelector("[data-left]") ?? box;
  const show = () => {
    if (!box.isConnected) return clearInterval(timer); // another stands in its place and says it
    const seconds = Math.round((Date.parse(box.dataset.until) - Date.now()) / 1000); // may be renewed meanwhile
    if (seconds <= 0) {
      if ("over" in box.dataset) return;
      box.dataset.over = "";
      left.textContent = word("expired");
      say(box.textContent.trim().replace(/\s+/g, " "));
      return;
    }
    delete box.dataset.over;
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const timer = setInterval(show, 1000);
  show();
}
