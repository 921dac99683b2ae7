// Puts a part of another page in place of the link to it, once this page is there.
import { send } from "../words.js";

export async function mount(root) {
  const answer = await send(root.dataset.url, { method: "GET" });
  if (!answer.ok) return;
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  root.replaceChildren(...part.body.childNodes);
}
