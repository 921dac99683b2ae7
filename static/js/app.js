// Mounts behaviours: <div data-behaviour="copy menu"> gets mount(element) of behaviours/copy.js and menu.js.
// Every page works without any of them.

import "./one-press.js";

const version = new URL(import.meta.url).search;

const begun = new WeakMap();

// data-mounted names what is ready; until then a behaviour is on its way.
async function mount(element) {
  const known = begun.get(element) ?? new Set();
  begun.set(element, known);
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    if (!name || known.has(name)) continue;
    known.add(name);
    try {
      const module = await import(`./behaviours/${name}.js${version}`);
      module.mount(element);
      element.dataset.mounted = `${element.dataset.mounted ?? ""} ${name}`.trim();
    } catch (error) {
      console.error(`The behaviour ${name} could not be mounted.`, error);
    }
  }
}

function mountAll(root = document) {
  if (root instanceof Element && root.matches("[data-behaviour]")) mount(root);
  for (const element of root.querySelectorAll("[data-behaviour]")) mount(element);
}

mountAll();

// A row of ways that is wider than the screen opens with the one in use in its middle, also after a turn of the device.
function showWays() {
  for (const way of document.querySelectorAll(":is(.tabs, .ways) [aria-current]")) {
    const row = way.closest(".tabs, .ways");
    const [one, all] = [way.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += one.left + one.width / 2 - all.left - all.width / 2;
  }
}

showWays();
matchMedia("(width < 720px)").addEventListener("change", showWays);

// What arrives later (a preview, a next item) is mounted too.
new MutationObserver((changes) => {
  for (const change of changes)
    for (const node of change.addedNodes) if (node instanceof Element) mountAll(node);
}).observe(document.body, { childList: true, subtree: true });
