// Reading on through real pages: near the end of a list its next page joins it. <nav class="pages" data-behaviour="endless">
// stands behind the list. After a few pages a button asks first, so that the foot of the page can be reached.
import { say, word } from "../words.js";

const ALONE = 3; // pages that come by themselves
const AHEAD = "800px";

const keyOf = (row) => row.querySelector("a[data-row], a[href]")?.getAttribute("href");

async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  const nav = part.querySelector("nav.pages[data-behaviour~=endless]");
  return { nav, rows: [...(nav?.previousElementSibling?.children ?? [])] };
}

export function mount(nav) {
  const list = nav.previousElementSibling;
  if (!list?.matches("ul, ol")) return;
  const first = Number(nav.dataset.page);
  let from = first;
  let to = first;
  let alone = ALONE;
  let busy = false;
  const starts = new Map([[list.firstElementChild, first]]);

  const addressOf = (page) => {
    const address = new URL(location.href);
    if (page > 1 || address.searchParams.has("page")) address.searchParams.set("page", page);
    address.hash = "";
    return address;
  };
  const keep = (page) => {
    const state = { ...history.state, endless: { from, to, y: Math.round(scrollY) } };
    history.replaceState(state, "", addressOf(page));
  };
  const inView = () => {
    let page = from;
    for (const [row, number] of starts) if (number > page && row.getBoundingClientRect().top < innerHeight / 2) page = number;
    return page;
  };
  let waiting;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(inView()), 150);
  }, { passive: true });

  // Rows that are here already (new questions push old ones on to the next page) come only once.
  function join(page, rows, before) {
    const here = new Set([...list.children].map(keyOf));
    const fresh = rows.filter((row) => !here.has(keyOf(row))).map((row) => document.importNode(row, true));
    if (before) list.prepend(...fresh);
    else list.append(...fresh);
    if (fresh[0]) starts.set(fresh[0], page);
    return fresh[0];
  }
  function turn(other) {
    nav.replaceChildren(...[...other.childNodes].map((node) => document.importNode(node, true)));
    if (alone <= 0 && nav.querySelector("a[rel=next]")) offer();
  }
  function offer() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button pages__more";
    button.textContent = nav.dataset.more;
    button.addEventListener("click", () => {
      alone = 1;
      more(true);
    });
    nav.prepend(button);
  }
  function ghosts() {
    return [1, 2].map(() => {
      const ghost = document.createElement("li");
      ghost.className = "q q--ghost";
      ghost.setAttribute("aria-hidden", "true");
      list.append(ghost);
      return ghost;
    });
  }
  async function more(asked) {
    const next = nav.querySelector("a[rel=next]");
    if (busy || !next || alone <= 0) return;
    busy = true;
    alone -= 1;
    const placeholders = ghosts();
    const got = await fetched(next.href).catch(() => null);
    for (const ghost of placeholders) ghost.remove();
    busy = false;
    if (!got?.nav) {
      alone = 0; // the links are still there
      return;
    }
    to = Number(got.nav.dataset.page);
    const row = join(to, got.rows, false);
    turn(got.nav);
    say(word("page").replace("{n}", to));
    if (asked) row?.querySelector("a")?.focus({ preventScroll: true });
    watcher.unobserve(nav);
    watcher.observe(nav); // a short page leaves the end in sight
  }
  const watcher = new IntersectionObserver(
    (seen) => {
      if (seen.some((each) => each.isIntersecting)) more(false);
    },
    { rootMargin: `0px 0px ${AHEAD}` },
  );

  // Coming back: what had been read is put together again, at the same place.
  async function back({ from: wasFrom, to: wasTo, y }) {
    history.scrollRestoration = "manual";
    busy = true;
    try {
      for (let page = first - 1; page >= wasFrom; page--) {
        join(page, (await fetched(addressOf(page))).rows, true);
        from = page;
      }
      for (let page = first + 1; page <= wasTo; page++) {
        const got = await fetched(addressOf(page));
        if (!got.nav) break;
        join(page, got.rows, false);
        to = page;
        alone -= 1;
        turn(got.nav);
      }
    } finally {
      busy = false;
      scrollTo(0, y);
    }
  }

  const before = history.state?.endless;
  const returns = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const begin = () => watcher.observe(nav);
  if (before && returns && (before.from !== first || before.to !== first)) back(before).then(begin, begin);
  else begin();
}
