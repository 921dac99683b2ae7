// The dialog and its views: searching, reading, asking, sent. The browser itself keeps the focus inside, closes it
// on Escape, and gives the focus back.
import { asking, sent } from "./asking.js";
import { h, shelter, sign } from "./dom.js";
import { reading, searching } from "./reading.js";
import { begin, say } from "./site.js";

const VIEWS = { search: searching, read: reading, ask: asking, sent };
const blank = () => ({ query: "", text: "", id: "" });

// Views follow one another in `place`; `headed` hears which one it is. The first may come without taking the focus.
function views(place, state, headed, focused = true) {
  let takes = focused;
  const go = (name, given) => {
    place.replaceChildren(VIEWS[name](go, given ?? state));
    headed(name);
    if (takes) (place.querySelector(name === "search" ? "input" : "textarea, h3") ?? place).focus();
    takes = true;
  };
  return go;
}

export function dialog(host) {
  const root = shelter(host);
  const title = h("h2", { id: "huzhu-title" });
  const place = h("div", { class: "place", tabindex: -1 });
  const icon = (name) => h("button", { type: "button", class: "icon" }, sign(name));
  const [back, close] = [icon("back"), icon("close")];
  const box = h("dialog", { "aria-labelledby": "huzhu-title" }, h("header", null, back, title, close), place);
  const state = blank();
  const go = views(place, state, (name) => {
    back.hidden = name === "search";
    title.textContent = say(name === "ask" ? "ask" : "title");
  });
  back.addEventListener("click", () => go("search"));
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => event.target === box && box.close());
  root.append(box);
  return {
    async open({ query = "", view = "search" } = {}) {
      if (query) state.query = String(query);
      if (!box.open) box.showModal();
      try {
        await begin();
      } catch (error) {
        title.textContent = say("launch");
        place.replaceChildren(h("p", { role: "alert" }, error.told ? error.message : `${location.origin} ✕`));
        return;
      }
      for (const [button, word] of [[back, "back"], [close, "close"]]) button.setAttribute("aria-label", say(word));
      go(view === "ask" ? "ask" : "search");
    },
    close: () => box.close(),
  };
}

// <div data-huzhu></div>: the search in the middle of a page, without a dialog.
export async function inline(host, lang) {
  const root = shelter(host);
  const back = h("button", { type: "button", class: "back" }, sign("back"));
  const place = h("div", { class: "place", tabindex: -1 });
  host.lang = lang;
  try {
    await begin();
  } catch {
    return; // said in the console; the page goes on without it
  }
  back.append(say("back"));
  const headed = (name) => {
    back.hidden = name === "search";
  };
  const go = views(place, blank(), headed, false);
  back.addEventListener("click", () => go("search"));
  root.append(h("section", { class: "inline", "aria-label": say("title") }, back, place));
  go("search");
}

