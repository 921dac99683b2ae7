// Opens the news under the bell on a wide screen: <a href="/notifications" data-behaviour="bell" data-panel="/notifications/panel">.
// Without script, with a modifier key, or on a phone it stays the link that it is.
import { send } from "../words.js";

const WIDE = matchMedia("(width >= 720px)");

export function mount(link) {
  let panel = null;
  link.setAttribute("aria-haspopup", "dialog");
  link.setAttribute("aria-expanded", "false");

  const close = (back) => {
    panel?.remove();
    panel = null;
    link.setAttribute("aria-expanded", "false");
    if (back) link.focus();
  };

  const fill = async () => {
    const answer = await fetch(link.dataset.panel, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(`The news answered ${answer.status}.`);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    panel?.replaceChildren(...[...part.body.childNodes].map((node) => document.importNode(node, true)));
  };

  const open = async () => {
    panel = document.createElement("div");
    panel.className = "bell";
    panel.id = "bell-panel";
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", link.dataset.label);
    panel.tabIndex = -1;
    try {
      await fill();
    } catch {
      location.assign(link.href);
      return;
    }
    if (!panel) return;
    link.after(panel);
    link.setAttribute("aria-expanded", "true");
    panel.focus();
    panel.addEventListener("submit", readAll);
  };

  const readAll = async (event) => {
    if (!event.target.querySelector("[data-bell-read]")) return;
    event.preventDefault();
    const answer = await send(event.target.action, { body: new FormData(event.target) }).catch(() => null);
    if (!answer?.ok) {
      panel?.removeEventListener("submit", readAll);
      event.target.requestSubmit(); // as any form: offline it stays here, and that is said
      return;
    }
    for (const name of ["bell", "bell-below"]) document.querySelector(`[data-live="${name}"]`)?.replaceChildren();
    await fill().catch(() => close(true));
    panel?.focus();
  };

  link.addEventListener("click", (event) => {
    if (!WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (panel) close(true);
    else open();
  });
  document.addEventListener("click", (event) => {
    if (panel?.isConnected && !panel.contains(event.target) && !link.contains(event.target)) close(false);
  });
  // Whoever goes on beyond it must see where they are: nothing lies over what has the focus.
  document.addEventListener("focusin", (event) => {
    if (panel?.isConnected && !panel.contains(event.target) && event.target !== link) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (!panel?.isConnected) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close(true);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !panel.contains(document.activeElement)) return;
    event.preventDefault();
    const items = [...panel.querySelectorAll("a, button")];
    const at = items.indexOf(document.activeElement);
    items.at((at + step + items.length + (at < 0 && step < 0 ? 1 : 0)) % items.length)?.focus();
  });
}
