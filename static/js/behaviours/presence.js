// Says that somebody has a case open or writes a reply, and shows who else does:
// <div data-behaviour="presence" data-url="/…/presence" data-live="/…/live" data-mark="p1l0n0">.
import { send } from "../words.js";

const BEAT = 30_000; // the server writes at most every 20 seconds
const LOOK = 10_000;

export function mount(box) {
  let typed = 0;
  let beaten = 0;
  let etag = "";
  const writing = () => Date.now() - typed < BEAT;
  const say = (state) => {
    beaten = Date.now();
    send(box.dataset.url, { body: new URLSearchParams({ state }) }).catch(() => null);
  };

  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("form.composer")) return;
    const began = !writing();
    typed = Date.now();
    if (began) say("typing");
  });
  window.addEventListener("pagehide", () => {
    const gone = new FormData();
    gone.set("state", "gone");
    gone.set("csrf_token", document.querySelector('meta[name="csrf-token"]')?.content ?? "");
    navigator.sendBeacon(box.dataset.url, gone);
  });

  async function look() {
    if (document.hidden) return;
    if (Date.now() - beaten >= BEAT) say(writing() ? "typing" : "open");
    const headers = etag ? { "If-None-Match": etag } : {};
    const url = `${box.dataset.live}?since=${encodeURIComponent(box.dataset.mark)}`;
    const answer = await fetch(url, { headers, credentials: "same-origin", cache: "no-store" }).catch(() => null);
    if (answer?.status !== 200) return;
    etag = answer.headers.get("ETag") ?? "";
    show(await answer.json());
  }

  function show(told) {
    const part = new DOMParser().parseFromString(told.html, "text/html");
    box.querySelector("[data-presence-now]").replaceChildren(...part.body.childNodes);
    box.querySelector("[data-presence-who]").textContent = told.by.join(", ");
    box.querySelector("[data-presence-news]").hidden = !told.changed;
  }

  const timer = setInterval(() => (box.isConnected ? look() : clearInterval(timer)), LOOK);
}
