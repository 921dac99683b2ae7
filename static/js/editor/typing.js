// Every change that a script makes to a text goes through here, so that Ctrl+Z takes it back.

export function put(text, start, end, words, select) {
  text.focus();
  text.setSelectionRange(start, end);
  if (words || start !== end) {
    const done = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
    if (!done) {
      text.setRangeText(words, start, end, "end");
      text.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }
  if (select) text.setSelectionRange(...select);
}

// A change far from the caret, made while somebody may be typing elsewhere: focus and caret stay where they are.
export function change(text, start, end, to) {
  if (document.activeElement === text) {
    const moved = (place) => (place <= start ? place : place >= end ? place + to.length - (end - start) : start + to.length);
    put(text, start, end, to, [moved(text.selectionStart), moved(text.selectionEnd)]);
  } else {
    text.setRangeText(to, start, end, "preserve");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

export function mend(text, from, to) {
  const start = text.value.indexOf(from);
  if (start >= 0) change(text, start, start + from.length, to);
  return start >= 0;
}

export const lineStart = (text, at) => text.value.lastIndexOf("\n", at - 1) + 1;

// Whether a place stands inside a block of code: an odd number of fences before it.
export const inCode = (text, at) => (text.value.slice(0, at).match(/^ {0,3}(```|~~~)/gm) ?? []).length % 2 === 1;
