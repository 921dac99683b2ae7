// From a finding to the place in the text that it speaks of: its quotes become buttons that choose the words there.
import { word } from "../words.js";

export function linkQuotes(findings, text) {
  if (!text?.setSelectionRange) return;
  for (const quote of findings.querySelectorAll("q.findings__quote")) {
    const words = quote.textContent.trim();
    if (!words || !text.value.toLowerCase().includes(words.toLowerCase())) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "findings__place";
    button.title = word("place");
    quote.replaceWith(button);
    button.append(quote);
    button.addEventListener("click", () => {
      const at = text.value.toLowerCase().indexOf(words.toLowerCase());
      if (at < 0) return;
      text.focus();
      text.setSelectionRange(at, at + words.length);
    });
  }
}
