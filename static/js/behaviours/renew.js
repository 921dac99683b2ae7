// Renews a claim while somebody works on the page: <div data-behaviour="renew" data-url="/…/claim" data-minutes="15">.
import { send } from "../words.js";

export function mount(box) {
  const pause = (Number(box.dataset.minutes) * 60_000) / 5;
  let last = Date.now();
  const work = async () => {
    const lease = document.querySelector(".lease[data-until]");
    if (!lease || Date.now() - last < pause) return;
    last = Date.now();
    const answer = await send(box.dataset.url).catch(() => null);
    if (!answer?.ok) return;
    lease.dataset.until = (await answer.json()).until;
  };
  for (const kind of ["input", "keydown", "pointerdown"]) document.addEventListener(kind, work);
}
