// Counts down the time of a claim: minutes and seconds in [data-left], and says when it is over.
import { say, word } from "../words.js";

export function mount(box) {
  const left = box.querySelector("[data-left]") ?? box;
  const show = () => {
    const seconds = Math.round((Date.parse(box.dataset.until) - Date.now()) / 1000); // may be renewed meanwhile
    if (seconds <= 0) {
      clearInterval(timer);
      box.dataset.over = "";
      left.textContent = word("expired");
      say(box.textContent.trim().replace(/\s+/g, " "));
      return;
    }
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const timer = setInterval(show, 1000);
  show();
}
