// Shows a button that hands a link to the device's own way of sending, where there is one.
export function mount(button) {
  const what = { url: button.dataset.url, title: button.dataset.title };
  if (!navigator.share || (navigator.canShare && !navigator.canShare(what))) return;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share(what).catch(() => {}));
}
