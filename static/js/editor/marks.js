// The formatting bar: each button puts Markdown round the chosen text, or before its lines; pressed again, it takes it away.
import { composing } from "../composing.js";
import { inCode, lineStart, put } from "./typing.js";

const around = { bold: "**", italic: "*", code: "`" };
const before = {
  quote: [/^> ?/, () => "> "],
  list: [/^[-*+] /, () => "- "],
  steps: [/^\d+[.)] /, (number) => `${number}. `],
  heading: [/^#{1,6} /, () => "## "],
};
const URL_ALONE = /^https?:\/\/\S+$/;
const TABLE = "| A | B |\n| --- | --- |\n|  |  |\n";

function told(button, pressed, keys) {
  keys.set(pressed, button.dataset.mark);
  button.setAttribute("aria-keyshortcuts", `Control+${pressed} Meta+${pressed}`);
  button.title += ` (Ctrl+${pressed})`;
}

function wrap(text, sign) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const long = sign.length;
  if (value.slice(start - long, start) === sign && value.slice(end, end + long) === sign)
    return put(text, start - long, end + long, value.slice(start, end), [start - long, end - long]);
  const chosen = value.slice(start, end);
  return put(text, start, end, sign + chosen + sign, [start + long, end + long]);
}

function lines(text, [pattern, sign]) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const from = lineStart(text, start);
  const found = value.slice(from, end).split("\n");
  const marked = found.every((line) => pattern.test(line));
  const put_in = found.map((line, index) => (marked ? line.replace(pattern, "") : sign(index + 1) + line)).join("\n");
  const last = from + put_in.length;
  put(text, from, end, put_in, [start === end ? last : from, last]);
}

function block(text, words, inside) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const head = start === 0 || value[start - 1] === "\n" ? "" : "\n";
  const tail = value[end] === "\n" ? "" : "\n";
  const [from, to] = inside.map((place) => start + head.length + place);
  put(text, start, end, head + words + tail, [from, to]);
}

export function link(text, address) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const chosen = value.slice(start, end);
  if (URL_ALONE.test(chosen) && !address) return put(text, start, end, `[](${chosen})`, [start + 1, start + 1]);
  const words = `[${chosen}](${address || "https://"})`;
  const at = start + chosen.length + 3;
  return put(text, start, end, words, address ? undefined : chosen ? [at, start + words.length - 1] : [start + 1, start + 1]);
}

function apply(mark, text) {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  if (mark === "codeblock" || (mark === "code" && chosen.includes("\n")))
    block(text, `\`\`\`\n${chosen}\n\`\`\``, chosen ? [3, 3] : [4, 4]);
  else if (mark === "table") block(text, TABLE, [2, 3]);
  else if (mark === "link") link(text);
  else if (around[mark]) wrap(text, around[mark]);
  else if (before[mark]) lines(text, before[mark]);
}

// Enter goes on with a list or a quote; on an empty item it ends it.
function goOn(text) {
  const at = text.selectionStart;
  if (at !== text.selectionEnd || inCode(text, at)) return false;
  const from = lineStart(text, at);
  const found = /^(\s*)(?:([-*+])|(\d+)([.)])|(>))( +)/.exec(text.value.slice(from, at));
  if (!found) return false;
  if (text.value.slice(from, at).length === found[0].length && /^(\n|$)/.test(text.value.slice(at))) put(text, from, at, "");
  else put(text, at, at, `\n${found[1]}${found[2] ?? found[5] ?? Number(found[3]) + 1 + found[4]}${found[6]}`);
  return true;
}

function indent(text, back) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  if (start === end && !back) return put(text, start, end, "  ");
  const from = lineStart(text, start);
  const moved = value.slice(from, end).split("\n").map((line) => (back ? line.replace(/^ {1,2}/, "") : `  ${line}`)).join("\n");
  const last = from + moved.length;
  return put(text, from, end, moved, start === end ? [last, last] : [from, last]);
}

function walk(bar) {
  const tools = [...bar.querySelectorAll("button")];
  const focus = (tool) => {
    for (const each of tools) each.tabIndex = each === tool ? 0 : -1;
  };
  focus(tools[0]);
  bar.addEventListener("focusin", (event) => tools.includes(event.target) && focus(event.target));
  bar.addEventListener("keydown", (event) => {
    const at = tools.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + tools.length, Home: 0, End: tools.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    tools[next % tools.length].focus();
  });
}

function pressed(event) {
  const sign = /^Digit|^Period/.test(event.code) ? event.code.replace("Digit", "").replace("Period", ".") : event.key.toLowerCase();
  return `${event.shiftKey ? "Shift+" : ""}${sign.toUpperCase()}`;
}

export function mountMarks(box, text) {
  const bar = box.querySelector(".editor__bar");
  const keys = new Map();
  for (const button of box.querySelectorAll("[data-mark]")) {
    if (button.dataset.keys) told(button, button.dataset.keys, keys);
    button.addEventListener("click", () => apply(button.dataset.mark, text));
  }
  if (bar) walk(bar);
  let leaving = false; // Escape, then Tab, leaves a block of code
  const hint = box.querySelector("[data-tab-hint]");
  text.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain && !event.altKey) {
      const mark = keys.get(pressed(event));
      if (!mark) return;
      event.preventDefault();
      apply(mark, text);
    } else if (plain && event.key === "Enter" && !event.shiftKey) {
      if (goOn(text)) event.preventDefault();
    } else if (plain && event.key === "Tab" && !leaving && inCode(text, text.selectionStart)) {
      event.preventDefault();
      indent(text, event.shiftKey);
    }
    if (event.key !== "Shift") leaving = event.key === "Escape";
  });
  if (hint)
    document.addEventListener("selectionchange", () => {
      hint.hidden = document.activeElement !== text || !inCode(text, text.selectionStart);
    });
}
