// Looking for an answer while somebody types, and reading it.
import { h, prose } from "./dom.js";
import { address, call, say } from "./site.js";

const WAIT = 300;

const stars = (mean, count) =>
  mean === null || mean === undefined
    ? null
    : h(
        "span",
        { class: "stars" },
        h("span", { "aria-hidden": "true" }, "★ "),
        h("span", { class: "unseen" }, say("stars", { stars: mean })),
        h("span", { "aria-hidden": "true" }, mean.toFixed(1)),
        count ? ` (${count})` : null,
      );

export const outward = (url, text, kind = "") =>
  h("a", { href: url, target: "_blank", rel: "noopener", class: kind }, text, h("span", { class: "unseen" }, ` (${say("newTab")})`));

// The field, what it found, and the way to ask. `go` opens another view.
export function searching(go, state) {
  const list = h("ul", { role: "list", class: "found" });
  const told = h("p", { role: "status", class: "quiet" });
  const field = h("input", { type: "search", id: "q", autocomplete: "off", maxlength: 300, enterkeyhint: "search" });
  field.value = state.query;
  let timer;
  let running;
  const look = async () => {
    const query = field.value.trim();
    state.query = query;
    running?.abort();
    if (query.length < (/\p{Script=Han}/u.test(query) ? 2 : 3)) {
      list.replaceChildren();
      told.textContent = "";
      return;
    }
    running = new AbortController();
    told.textContent = say("searching");
    try {
      const { items } = await call(`search?q=${encodeURIComponent(query)}`, { signal: running.signal });
      list.replaceChildren(...items.map((each) => row(each, go)));
      const { length: count } = items;
      told.textContent = count ? say(count === 1 ? "one" : "many", { count }) : say("none");
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = error.told ? error.message : say("failed");
    }
  };
  const soon = (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  };
  field.addEventListener("input", soon);
  field.addEventListener("compositionend", () => soon({}));
  const form = h("form", { role: "search", on: { submit: (event) => (event.preventDefault(), look()) } });
  form.append(h("label", { for: "q" }, say("search")), field);
  if (state.query) look();
  const ask = h("button", { type: "button", class: "main", on: { click: () => go("ask") } }, say("ask"));
  return h("div", { class: "view" }, form, told, list, h("div", { class: "end" }, outward(address("/"), say("community"), "quiet"), ask));
}

const row = (each, go) =>
  h(
    "li",
    null,
    h("button", { type: "button", class: "title", lang: each.lang, on: { click: () => go("read", each) } }, each.title),
    h("p", { class: "quiet cut", lang: each.lang }, each.text),
    h(
      "p",
      { class: "facts" },
      h("span", { class: each.solved ? "chip good" : "chip" }, say(each.solved ? "solved" : each.kind)),
      stars(each.stars),
      each.kind === "question" ? helped(each) : null,
    ),
  );

// Counted once; where the button stood, a thank-you takes the focus. What did not arrive is said beside the button,
// which has the focus again.
function helped(each, kind = "plain") {
  const button = h("button", { type: "button", class: kind }, say("helped"), h("span", { class: "unseen", lang: each.lang }, `: ${each.title}`));
  let wrong;
  button.addEventListener("click", async () => {
    button.disabled = true;
    wrong?.remove();
    try {
      await call(`questions/${each.id}/solved`, { method: "POST" });
      const thanks = h("span", { class: "chip good", tabindex: -1, role: "status" }, say("thanks"));
      button.replaceWith(thanks);
      thanks.focus();
    } catch (error) {
      button.disabled = false;
      button.focus();
      wrong = h("span", { role: "alert", class: "wrong" }, error.told ? error.message : say("notTold"));
      button.after(wrong);
      wrong.scrollIntoView({ block: "nearest" }); // the button may stand at the lower edge
    }
  });
  return button;
}

export function reading(go, each) {
  const view = h("div", { class: "view" }, h("p", { role: "status", class: "quiet" }, say("searching")));
  call(`${each.kind}s/${each.id}`).then(
    (post) => {
      view.replaceChildren(...shown(post));
      view.querySelector("h3").focus();
    },
    (error) => view.replaceChildren(h("p", { role: "alert", class: "wrong" }, error.told ? error.message : say("failed"))),
  );
  return view;
}

const shown = (post) => [
  h("h3", { lang: post.lang, tabindex: -1 }, post.title),
  prose(post.html, post.lang, address(post.url)),
  post.answers.length ? h("h4", null, say("answers")) : null,
  ...post.answers.map((answer) =>
    h(
      "article",
      { class: answer.accepted ? "answer best" : "answer" },
      h("p", { class: "facts" }, answer.accepted ? h("span", { class: "chip good" }, say("accepted")) : null, stars(answer.stars, answer.count)),
      prose(answer.html, answer.lang, address(post.url)),
    ),
  ),
  h("div", { class: "end" }, outward(address(post.url), say("whole"), "quiet"), post.kind === "question" ? helped(post, "main") : null),
].filter(Boolean);
