// Keeps a page fresh without moving anything: <div data-behaviour="live" data-url="…"> asks for a small page now and then.
// Each element of the answer with data-live="name" replaces what stands in the page under the same name.
// Boxes that ask the same path ask it together, in one request. data-every="20" sets the seconds.
const EVERY = 8_000;
const HIDDEN = 60_000;
const SLOWEST = 300_000;
const ERROR = 15_000;

function put(found) {
  const here = document.querySelector(`[data-live="${CSS.escape(found.dataset.live)}"]`);
  if (!here || here.innerHTML === found.innerHTML) return;
  const held = here.contains(document.activeElement);
  here.replaceChildren(...[...found.childNodes].map((node) => document.importNode(node, true)));
  for (const name of Object.keys(here.dataset)) if (name !== "live" && !(name in found.dataset)) delete here.dataset[name];
  Object.assign(here.dataset, found.dataset);
  if (held) (here.querySelector("a, button") ?? here.closest("li")?.querySelector("a"))?.focus();
}

const asking = new Map();

export function mount(box) {
  const path = new URL(box.dataset.url, location.href).pathname;
  const known = asking.get(path);
  if (known) return known(box);
  const boxes = new Set([box]);
  // As often as the most eager of them wants it.
  const every = () => Math.min(...[...boxes].map((each) => Number(each.dataset.every) * 1_000 || EVERY));
  let etag = "";
  let timer;
  let wait = every();
  let busy = false;
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  const join = (another) => {
    boxes.add(another);
    if (wait > every() && !document.hidden) later((wait = every()));
  };
  asking.set(path, join);
  const address = () => {
    const url = new URL(path, location.href);
    for (const each of boxes)
      for (const [name, value] of new URL(each.dataset.url, location.href).searchParams) url.searchParams.set(name, value);
    return url;
  };
  const ask = async () => {
    for (const each of boxes) if (!each.isConnected) boxes.delete(each);
    if (!boxes.size && asking.get(path) === join) asking.delete(path); // others may have come meanwhile
    if (busy || !boxes.size) return;
    busy = true;
    try {
      const headers = { "X-Requested-With": "fetch", ...(etag && { "If-None-Match": etag }) };
      const answer = await fetch(address(), { headers, credentials: "same-origin", cache: "no-store" });
      if (answer.status === 200 && !answer.redirected) {
        etag = answer.headers.get("ETag") ?? "";
        const part = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const found of part.querySelectorAll("[data-live]")) put(found);
      }
      if (answer.status === 401) {
        (await import(`../signed-out.js${new URL(import.meta.url).search}`)).tell();
        wait = SLOWEST; // unless somebody comes back to this page, signed in again
      } else if (document.hidden) wait = Math.min(SLOWEST, Math.max(HIDDEN, wait * 2));
      else wait = answer.status === 200 || answer.status === 304 ? every() : Math.min(SLOWEST, Math.max(ERROR, wait * 2));
    } catch {
      wait = Math.min(SLOWEST, Math.max(ERROR, wait * 2));
    }
    busy = false;
    later(wait);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    wait = every();
    later(300);
  });
  later(wait);
}
