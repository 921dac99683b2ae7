// Says that somebody has a case open or writes a reply: <div data-behaviour="presence" data-url="/…/presence">.
// Who else does comes with the news of the case (live.js).
import { send, token } from "../words.js";

const BEAT = 30_000; // the server writes at most every 20 seconds

export function mount(box) {
  let typed = 0;
  let beaten = Date.now(); // opening the page said it
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
    gone.set("csrf_token", token());
    navigator.sendBeacon(box.dataset.url, gone);
  });

  const beat = () => {
    if (!document.hidden && Date.now() - beaten >= BEAT) say(writing() ? "typing" : "open");
  };
  const timer = setInterval(() => (box.isConnected ? beat() : clearInterval(timer)), BEAT / 3);
}
