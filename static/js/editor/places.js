// From a finding to the place in the text that it speaks of: its quotes become buttons that choose the words there.
import { word } from "../words.js";

// A quote may cover its middle: what stands between its ends is looked for.
const COVERED = /[•*]{2,}/u;
const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");

function placeOf(quote, text) {
  const parts = quote.split(COVERED).map(escaped);
  return new RegExp(parts.join(".{1,60}?"), "iu").exec(text);
}

export function linkQuotes(findings, text) {
  for (const quote of findings.querySelectorAll("q.findings__quote")) {
    const words = quote.textContent.trim();
    if (!words || !placeOf(words, text.value)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "findings__place";
    button.title = word("place");
    quote.replaceWith(button);
    button.append(quote);
    button.addEventListener("click", () => {
      const place = placeOf(words, text.value);
      if (!place) return;
      text.focus();
      text.setSelectionRange(place.index, place.index + place[0].length);
    });
  }
}
