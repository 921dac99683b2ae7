// How many characters are left, beside a text with a limit; said aloud three times on the way to the end.
import { say, word } from "../words.js";

const NEAR = 0.8;
const SAID = [0, 20, 100];

export function mount(box) {
  const field = box.querySelector("[maxlength]");
  if (!field) return;
  const most = field.maxLength;
  const left = document.createElement("p");
  left.className = "field__left";
  box.append(left);
  let stage = Number.POSITIVE_INFINITY;
  const show = () => {
    const rest = most - field.value.length;
    const near = rest <= most * (1 - NEAR);
    left.textContent = near ? word("left").replace("{n}", rest) : "";
    const before = stage;
    stage = near ? (SAID.find((each) => rest <= each) ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    return stage < before;
  };
  field.addEventListener("input", () => {
    if (show()) say(left.textContent);
  });
  show();
}
