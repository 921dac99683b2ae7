// The formatting bar: each button puts Markdown round the chosen text, or before its lines.
const around = { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], link: ["[", "](https://)"] };
const before = { quote: () => "> ", list: () => "- ", steps: (number) => `${number}. ` };

function put(text, start, end, words) {
  text.focus();
  text.setRangeText(words, start, end, "select");
  text.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export function apply(mark, text) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const chosen = value.slice(start, end);
  if (mark === "code" && chosen.includes("\n")) {
    put(text, start, end, `\n\`\`\`\n${chosen}\n\`\`\`\n`);
  } else if (around[mark]) {
    const [open, close] = around[mark];
    put(text, start, end, open + chosen + close);
    text.setSelectionRange(start + open.length, start + open.length + chosen.length);
  } else if (before[mark]) {
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const lines = value.slice(from, end).split("\n");
    put(text, from, end, lines.map((line, index) => before[mark](index + 1) + line).join("\n"));
  }
}

export function mountMarks(box, text) {
  for (const button of box.querySelectorAll("[data-mark]"))
    button.addEventListener("click", () => apply(button.dataset.mark, text));
  text.addEventListener("keydown", (event) => {
    const mark = { b: "bold", i: "italic", k: "link", e: "code" }[event.key.toLowerCase()];
    if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    apply(mark, text);
  });
}
