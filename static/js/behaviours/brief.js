// What is there for a few seconds only: <div data-behaviour="brief" data-until="…">, gone when the time is over.
export function mount(box) {
  const left = Date.parse(box.dataset.until) - Date.now();
  setTimeout(() => box.remove(), Math.max(left, 0));
}
