// How many characters are left, beside a text with a limit; said aloud only near the end.
import { word } from "../words.js";

const NEAR = 0.8;

export function mount(box) {
  const field = box.querySelector("[maxlength]");
  if (!field) return;
  const most = field.maxLength;
  const left = document.createElement("p");
  left.className = "field__left";
  left.setAttribute("role", "status");
  box.append(left);
  const say = () => {
    const used = field.value.length;
    left.textContent = used < most * NEAR ? "" : word("left").replace("%s", most - used);
  };
  field.addEventListener("input", say);
  say();
}
