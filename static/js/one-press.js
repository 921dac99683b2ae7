// A button pressed twice sends its form once: a browser would show the answer to the second press alone, which may say
// that there is nothing left to do. Whoever presses again later means it.
const SOON = 1000; // milliseconds

const sent = new WeakMap();

// On the window, so after everybody who may stop a form and send it later.
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const [form, now] = [event.target, performance.now()];
  const before = sent.get(form);
  if (before && before.by === event.submitter && now - before.at < SOON) event.preventDefault();
  else sent.set(form, { by: event.submitter, at: now });
});

// A page that comes back from the browser's memory begins anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) sent.delete(form);
});
