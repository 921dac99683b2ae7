// An @ offers members, those of the thread first: GET data-mentions?q=… gives [{"name", "shown", "here"}].
import { word } from "../words.js";
import { asked, offer, words } from "./offering.js";
import { inCode, put } from "./typing.js";

export const BEGUN = /(?:^|[^A-Za-z0-9_@/.&#;-])@([\p{L}\p{N}_.-]{0,30})$/u;

export function offerMentions(box, text) {
  offer(box.querySelector(".editor__box"), text, {
    label: word("mentions"),
    match: (before) => (inCode(text, before.length) ? null : (BEGUN.exec(before)?.[1] ?? null)),
    ask: (q) => asked(box.dataset.mentions, { q }),
    line: (member) => [
      words("strong", member.shown),
      words("quiet small", ` @${member.name}`),
      ...(member.here ? [words("quiet small", ` · ${word("here")}`)] : []),
    ],
    take(member) {
      const end = text.selectionStart;
      put(text, text.value.lastIndexOf("@", end - 1), end, `@${member.name} `);
    },
  });
}
