// What is wrong with the focus on this page: each control shows that it has it, in view, and in the order of the page.
// Wants one Tab pressed before, so that the browser takes focus for the keyboard's.
(() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const faults = [];
  const named = (element) =>
    `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}.${[...element.classList].join(".")} “${(element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 30)}”`;
  const shown = (element) => {
    // Boxes that are drawn by the label beside them show their focus there.
    const places = [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
    return places.map((each) => {
      const it = getComputedStyle(each);
      const ring = it.outlineStyle !== "none" && Number.parseFloat(it.outlineWidth) >= 2 ? `${it.outlineWidth} ${it.outlineColor}` : "";
      return `${ring}|${it.boxShadow}|${it.borderColor}`;
    });
  };
  const controls = [...document.querySelectorAll(CONTROLS)].filter(
    (each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length,
  );
  for (const each of controls) {
    if (each.tabIndex > 0) faults.push(`the order of the focus is bent: ${named(each)}`);
    document.activeElement?.blur();
    const before = shown(each);
    each.focus();
    if (document.activeElement !== each) continue;
    if (!each.matches(":focus-visible")) continue;
    if (shown(each).every((look, at) => look === before[at])) faults.push(`focus cannot be seen: ${named(each)}`);
    const box = each.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.1, 0.05], [0.1, 0.2], [0.5, 0.35], [0.5, 0.65], [0.9, 0.8], [0.9, 0.95]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
    const hit = points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return !top || top.closest("details[open] > :not(summary)") || top === each || each.contains(top) || top.contains(each) || each.labels?.[0]?.contains(top);
    });
    if (!hit && box.width > 1) faults.push(`focus is hidden behind something: ${named(each)}`);
    if (faults.length > 8) break;
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  return faults;
})()
