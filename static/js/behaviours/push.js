// Lets this browser show news: asks for permission only after a click, and tells the site where to send them.
// <div data-behaviour="push" data-url="…" data-key="…"> with [data-push-on] and [data-push-said].
import { send } from "../words.js";

const PATIENCE = 10_000; // a worker that the browser could not begin is never ready, and says nothing

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const same = (key, buffer) => buffer && key.every((byte, at) => byte === new Uint8Array(buffer)[at]);

function label() {
  const told = navigator.userAgentData;
  const brand = told?.brands?.find((each) => !/not.?a.?brand|chromium/i.test(each.brand))?.brand;
  const known = /(Firefox|Edg|Chrome|Safari)/.exec(navigator.userAgent)?.[1];
  return [brand ?? known, told?.platform ?? navigator.platform].filter(Boolean).join(", ").slice(0, 120);
}

export function mount(box) {
  const button = box.querySelector("[data-push-on]");
  const said = box.querySelector("[data-push-said]");
  const say = (name) => (said.textContent = said.dataset[name]);
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    button.hidden = true;
    say("missing");
    return;
  }
  const key = bytes(box.dataset.key);

  async function subscribe() {
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error("There is no worker.")), PATIENCE));
    const worker = await Promise.race([navigator.serviceWorker.ready, late]);
    let found = await worker.pushManager.getSubscription();
    if (found && !same(key, found.options.applicationServerKey)) {
      await found.unsubscribe();
      found = null;
    }
    found ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = found.toJSON();
    const json = { endpoint, public_key: keys.p256dh, secret: keys.auth, label: label() };
    const answer = await send(box.dataset.url, { json });
    if (!answer.ok) throw new Error(`The site answered ${answer.status}.`);
  }

  button.addEventListener("click", async () => {
    if ((await Notification.requestPermission()) !== "granted") {
      say("denied");
      return;
    }
    button.disabled = true;
    try {
      await subscribe();
      say("on");
    } catch (error) {
      console.error("This device cannot show news.", error);
      button.disabled = false;
      say("failed");
    }
  });
}
