// What is pasted: an address over chosen words makes a link, pages and word processors become Markdown (by the server).
import { send } from "../words.js";
import { link } from "./marks.js";
import { change, inCode, put } from "./typing.js";

const ADDRESS = /^https?:\/\/\S+$/;
const FORMATTED = /<(?:b|strong|i|em|h[1-6]|ul|ol|li|table|blockquote|pre|code|a)[\s>]/i;

async function asMarkdown(box, text, html, plain) {
  const start = text.selectionStart;
  put(text, start, text.selectionEnd, plain); // there at once, and undone by itself where the Markdown is better
  const body = new FormData();
  body.set("html", html);
  const answer = await send(box.dataset.pasted, { body }).catch(() => null);
  if (!answer?.ok) return;
  const { markdown } = await answer.json();
  if (!markdown.trim() || markdown === plain || text.value.slice(start, start + plain.length) !== plain) return;
  change(text, start, start + plain.length, markdown); // by its place: the same words may stand before it
}

export function mountPasting(box, text) {
  text.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    if (event.defaultPrevented || data.files.length) return;
    const plain = data.getData("text/plain").replaceAll("\r\n", "\n");
    const html = data.getData("text/html");
    if (text.selectionStart !== text.selectionEnd && ADDRESS.test(plain.trim())) {
      event.preventDefault();
      link(text, plain.trim());
    } else if (box.dataset.pasted && html && FORMATTED.test(html) && !inCode(text, text.selectionStart) && plain) {
      event.preventDefault();
      asMarkdown(box, text, html, plain);
    }
  });
}
