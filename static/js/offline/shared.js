// A picture that another app shared waits in the worker's store until somebody who may add pictures is asking.
import { smaller } from "../editor/smaller.js";
import { change } from "../editor/typing.js";
import { say, send, word } from "../words.js";

const NAME = "/share/picture";

// Signed out, too much at once, or trouble at the other end: nothing is wrong with the picture itself.
const passes = (answer) => !answer || [401, 408, 429].includes(answer.status) || answer.status >= 500;

export async function add() {
  const body = document.querySelector('main textarea[name="body"]');
  const shared = await caches.open("huzhu-shared");
  const found = await shared.match(NAME);
  if (!body || !found) return;
  const name = decodeURIComponent(found.headers.get("X-Name") ?? "picture");
  const form = new FormData();
  const told = document.querySelector("[data-draft-state]");
  if (told) told.textContent = word("uploading");
  form.append("image", await smaller(new File([await found.blob()], name, { type: found.headers.get("Content-Type") })));
  const answer = await send("/uploads", { body: form }).catch(() => null);
  if (passes(answer)) {
    if (told) told.textContent = word("uploadLater");
    return say(word("uploadLater")); // it still waits
  }
  await shared.delete(NAME);
  if (told) told.textContent = answer.ok ? "" : word("uploadFailed");
  if (!answer.ok) return say(word("uploadFailed"));
  const { url } = await answer.json();
  const end = body.value.trimEnd().length;
  change(body, end, body.value.length, `${end ? "\n\n" : ""}![](${url})\n`);
}
