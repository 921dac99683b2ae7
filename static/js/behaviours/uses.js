// Tells the site which block a link was followed from, so that a reader may put first what they use most.
// A beacon: nothing waits for it, and who asks not to be counted is not.
import { fetchToken, token } from "../words.js";

export function mount(blocks) {
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1" || !navigator.sendBeacon) return;
  const tell = (event) => {
    const link = event.target.closest("a[href], button");
    const block = link?.closest("[data-block]");
    if (!block) return;
    const told = new FormData();
    told.set("csrf_token", token());
    told.set("slug", block.dataset.block);
    if (link.dataset.question) told.set("question", link.dataset.question);
    navigator.sendBeacon(blocks.dataset.url, told);
  };
  blocks.addEventListener("pointerover", fetchToken, { once: true });
  blocks.addEventListener("focusin", fetchToken, { once: true });
  blocks.addEventListener("click", tell);
  blocks.addEventListener("auxclick", tell);
}
