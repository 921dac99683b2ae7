// What is wrong with the layout of this page, as it stands in this window: a list of sentences.
// Nothing wider than the window, no text cut off, no text over other text, none under the bars.
(() => {
  const SLACK = 1.5;
  const faults = [];
  const say = (what, element, more = "") => {
    if (faults.length < 12) faults.push(`${what}: ${named(element)}${more && ` ${more}`}`);
  };

  function named(element) {
    const parts = [];
    for (let each = element; each && each !== document.body && parts.length < 4; each = each.parentElement)
      parts.unshift(each.tagName.toLowerCase() + (each.id ? `#${each.id}` : "") + [...each.classList].map((name) => `.${name}`).join(""));
    const words = (element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${parts.join(" > ")} “${words}”`;
  }

  const style = (element) => getComputedStyle(element);
  const scrolls = (element) => /auto|scroll/.test(style(element).overflowX);
  function ancestor(element, fits) {
    for (let each = element; each; each = each.parentElement) if (fits(each)) return each;
    return null;
  }
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isForListeners = (element) =>
    ancestor(element, (each) => style(each).clipPath !== "none" || (each.offsetWidth <= 1 && each.offsetHeight <= 1));
  const shortens = (element) => style(element).textOverflow === "ellipsis" && style(element).overflowX !== "visible";
  // What hides the lines that do not fit, on purpose.
  function frames(element) {
    const found = [];
    ancestor(element, (each) => {
      if (style(each).webkitLineClamp !== "none" || scrolls(each)) found.push(each.getBoundingClientRect());
      return false;
    });
    return found;
  }
  const floats = (element) => ancestor(element, (each) => /fixed|sticky/.test(style(each).position) || each.matches("dialog, .menu__list, .skip"));

  // Each line of text that somebody sees, without the air above and below its signs.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, template, svg, option, textarea") || !isShown(element)) continue;
    if (isForListeners(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const size = Number.parseFloat(style(element).fontSize);
    const seen = frames(element);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || seen.some((frame) => box.top > frame.bottom - 4 || box.bottom < frame.top + 4)) continue;
      const middle = (box.top + box.bottom) / 2;
      const side = ancestor(element, (each) => scrolls(each) || shortens(each))?.getBoundingClientRect() ?? { left: -Infinity, right: Infinity };
      if (box.left > side.right - 2 || box.right < side.left + 2) continue;
      lines.push({ element, node, left: Math.max(box.left, side.left), right: Math.min(box.right, side.right), top: middle - size * 0.36, bottom: middle + size * 0.36 });
    }
  }

  if (document.documentElement.scrollWidth > innerWidth + 1) {
    const wide = [...document.body.querySelectorAll("*")].filter(
      (each) => each.getBoundingClientRect().right > innerWidth + 1 && isShown(each) && !ancestor(each.parentElement, scrolls),
    );
    say(`the page is ${document.documentElement.scrollWidth} px wide`, wide.at(-1) ?? document.body);
  }

  for (const line of lines) {
    if (ancestor(line.element, scrolls)) continue;
    if (line.right > innerWidth + SLACK || line.left < -SLACK) say("text leaves the window", line.element);
    const block = ancestor(line.element, (each) => !/^(inline|contents|ruby.*)$/.test(style(each).display));
    const frame = block?.getBoundingClientRect();
    if (frame && line.right > frame.right + SLACK && style(block).overflowX === "visible" && !floats(block))
      say("text leaves its box", block, `by ${Math.round(line.right - frame.right)} px`);
  }

  for (const element of new Set(lines.map((line) => line.element))) {
    const cut = ancestor(element, (each) => /hidden|clip/.test(style(each).overflowX) && each !== document.body && each !== document.documentElement);
    if (!cut || ancestor(element, (each) => scrolls(each) && cut.contains(each))) continue;
    const its = style(cut);
    const across = cut.scrollWidth > cut.clientWidth + SLACK && its.textOverflow !== "ellipsis";
    const down = cut.scrollHeight > cut.clientHeight + 4 && its.webkitLineClamp === "none" && its.textOverflow !== "ellipsis";
    if (across || down) say("text is cut off", cut);
  }

  const apart = lines.filter((line) => !floats(line.element)).sort((one, other) => one.top - other.top);
  for (let at = 0; at < apart.length; at += 1)
    for (let next = at + 1; next < apart.length && apart[next].top < apart[at].bottom - SLACK; next += 1) {
      const [one, other] = [apart[at], apart[next]];
      if (one.node === other.node) continue;
      if (one.left < other.right - SLACK && other.left < one.right - SLACK)
        say("text stands over other text", one.element, `and ${named(other.element)}`);
    }

  // The end of the page can be scrolled above the bar at the bottom.
  const bar = document.querySelector(".bottom");
  const last = apart.at(-1);
  if (bar && last && isShown(bar) && style(bar).position === "fixed") {
    const end = document.documentElement.scrollHeight - innerHeight - scrollY;
    if (last.bottom - Math.max(end, 0) > bar.getBoundingClientRect().top + SLACK) say("text ends under the bar", last.element);
  }
  return faults;
})()
