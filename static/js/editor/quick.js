// A slash at the start of a line offers ready answers: GET data-quick?q=… gives [{"id", "title", "shortcut", "body"}].
import { word } from "../words.js";

const ASKED = /(?:^|\n)\/([^\n]*)$/;

function listFor(box) {
  const list = document.createElement("ul");
  list.className = "quick";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word("quick"));
  list.hidden = true;
  box.querySelector(".editor__box").append(list);
  return list;
}

function choiceOf(answer, take) {
  const choice = document.createElement("li");
  choice.className = "quick__choice";
  choice.setAttribute("role", "option");
  choice.textContent = answer.shortcut ? `${answer.title}  /${answer.shortcut}` : answer.title;
  choice.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    take(answer);
  });
  return choice;
}

export function offerQuickAnswers(box, text) {
  const list = listFor(box);
  let answers = [];
  let at = 0;
  let turn = 0; // answers to what was asked before come too late
  const close = () => {
    list.hidden = true;
    answers = [];
  };
  const take = (answer) => {
    const end = text.selectionStart;
    const start = text.value.lastIndexOf("/", end - 1);
    text.setRangeText(answer.body, start, end, "end");
    const used = text.form?.querySelector("[data-quick-used]");
    if (used && answer.id) used.value = `${used.value} ${answer.id}`.trim();
    close();
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const mark = () => {
    for (const [index, choice] of [...list.children].entries()) choice.setAttribute("aria-selected", String(index === at));
  };
  text.addEventListener("input", async () => {
    const asked = ASKED.exec(text.value.slice(0, text.selectionStart));
    turn += 1;
    const mine = turn;
    if (!asked) return close();
    const url = new URL(box.dataset.quick, location.href);
    url.searchParams.set("q", asked[1]);
    const reply = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = reply?.ok ? await reply.json() : [];
    if (mine !== turn) return;
    answers = found;
    at = 0;
    list.replaceChildren(...answers.map((answer) => choiceOf(answer, take)));
    list.hidden = answers.length === 0;
    mark();
  });
  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (event.key === "Enter" || event.key === "Tab") take(answers[at]);
    else if (step) at = (at + step + answers.length) % answers.length;
    else return;
    event.preventDefault();
    mark();
  });
  text.addEventListener("blur", close);
}
