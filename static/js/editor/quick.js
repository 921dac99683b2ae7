// A slash at the start of a line offers ready answers: GET data-quick?q=… gives [{"id", "title", "shortcut", "body"}].
import { word } from "../words.js";
import { asked, offer, words } from "./offering.js";
import { put } from "./typing.js";

const ASKED = /(?:^|\n)\/([^\n]*)$/;

export function offerQuickAnswers(box, text) {
  offer(box.querySelector(".editor__box"), text, {
    label: word("quick"),
    match: (before) => ASKED.exec(before)?.[1] ?? null,
    ask: (q) => asked(box.dataset.quick, { q }),
    line: (answer) => [answer.shortcut ? `${answer.title}  /${answer.shortcut}` : answer.title].map((said) => words("", said)),
    take(answer) {
      const end = text.selectionStart;
      put(text, text.value.lastIndexOf("/", end - 1), end, answer.body);
      const used = text.form?.querySelector("[data-quick-used]");
      if (used && answer.id) used.value = `${used.value} ${answer.id}`.trim();
    },
  });
}
