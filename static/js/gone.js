// Takes something out of the page; who was in it with the keyboard goes on from the content, not from the top of the page.
export function takeAway(element) {
  const held = element.contains(document.activeElement);
  element.remove();
  if (held) document.getElementById("main")?.focus({ preventScroll: true });
}
