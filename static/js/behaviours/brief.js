// What is there for a few seconds only: <div data-behaviour="brief" data-until="…">, gone when the time is over.
import { takeAway } from "../gone.js";
import { say } from "../words.js";

export function mount(box) {
  say(box.querySelector("span")?.textContent.trim().replace(/\s+/g, " "));
  const left = Date.parse(box.dataset.until) - Date.now();
  setTimeout(() => takeAway(box), Math.max(left, 0));
}
