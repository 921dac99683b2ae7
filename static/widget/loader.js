// Huzhu on a page of yours: https://…/widget.js. It fetches the widget once the page is there; until then it keeps
// what is asked of it. `Huzhu` is the only name that it adds to the page.
(() => {
  const told = TOLD;
  const script = document.currentScript;
  if (!script || window.Huzhu) return;
  const site = new URL(script.src).origin;
  const waiting = [];
  const later =
    (name) =>
    (...given) =>
      void waiting.push([name, given]);
  window.Huzhu = { open: later("open"), close: later("close"), context: later("context") };
  const begin = () => {
    const core = document.createElement("script");
    core.src = new URL(told.core, site).href;
    if (script.nonce) core.nonce = script.nonce;
    core.huzhu = { site, labels: told.labels, data: script.dataset, waiting };
    core.onerror = () => console.warn(`Huzhu: its script could not be fetched. The page's Content-Security-Policy needs script-src ${site}.`);
    document.head.append(core);
  };
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
})();
