// Words for people live in the page (templates/ui/frame.html), so that they are translated like all others.
const words = document.getElementById("page-words")?.dataset ?? {};

export const word = (name) => words[name] ?? "";

// Said to listeners only, in a region that is there from the start.
export function say(words) {
  const region = document.getElementById("page-said");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = words;
  }, 100);
}

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

// A request to our own site, with the token that forms carry.
export function send(url, { method = "POST", body, json, signal } = {}) {
  const headers = { "X-CSRFToken": token(), "X-Requested-With": "fetch" };
  if (json) headers["Content-Type"] = "application/json";
  return fetch(url, {
    method,
    headers,
    body: json ? JSON.stringify(json) : body,
    credentials: "same-origin",
    signal,
  });
}
