// Walking a list by keys: J and K move between [data-row] links, O opens, and [data-row-key="c"] buttons belong to their row.
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");

export function mount(list) {
  const links = () => [...list.querySelectorAll("[data-row]")].filter((link) => link.getClientRects().length);
  const at = () => links().findIndex((link) => link.closest("li")?.contains(document.activeElement));
  const current = () => {
    const all = links();
    const here = at();
    return here >= 0 ? here : all.findIndex((link) => link.getAttribute("aria-current") === "true");
  };
  const go = (step) => {
    const all = links();
    if (!all.length) return;
    const here = current();
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step));
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") go(key === "j" ? 1 : -1);
    else if (key === "o" && at() >= 0) links()[at()].click();
    else {
      const row = at() >= 0 ? links()[at()].closest("li") : null;
      const button = row?.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
      if (!button) return;
      button.click();
    }
    event.preventDefault();
  });
}
