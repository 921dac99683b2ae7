// Mounts behaviours: <div data-behaviour="copy menu"> gets mount(element) of behaviours/copy.js and menu.js.
// Every page works without any of them.

const version = new URL(import.meta.url).search;

async function mount(element) {
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    const done = (element.dataset.mounted ?? "").split(" ");
    if (!name || done.includes(name)) continue;
    element.dataset.mounted = [...done, name].join(" ").trim();
    try {
      const module = await import(`./behaviours/${name}.js${version}`);
      module.mount(element);
    } catch (error) {
      console.error(`The behaviour ${name} could not be mounted.`, error);
    }
  }
}

export function mountAll(root = document) {
  if (root instanceof Element && root.matches("[data-behaviour]")) mount(root);
  for (const element of root.querySelectorAll("[data-behaviour]")) mount(element);
}

mountAll();

// What arrives later (a preview, a next item) is mounted too.
new MutationObserver((changes) => {
  for (const change of changes)
    for (const node of change.addedNodes) if (node instanceof Element) mountAll(node);
}).observe(document.body, { childList: true, subtree: true });
