// Makes the site readable offline, once the page is there: nothing of it happens before the first paint.
// Offline, a form is not sent: it says so, and what was typed stays where it is.
import { word } from "../words.js";

const version = new URL(import.meta.url).search;

export function mount() {
  if (!("serviceWorker" in navigator)) return;
  const begin = () => (window.requestIdleCallback ?? setTimeout)(register);
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
  document.addEventListener("submit", unsent);
  addEventListener("online", () => document.getElementById("unsent")?.remove());
}

async function register() {
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
    if (location.pathname === "/ask" && new URLSearchParams(location.search).has("waiting"))
      (await import(`../offline/shared.js${version}`)).add();
  } catch {
    // A browser that allows no worker shows the site as before.
  }
}

function unsent(event) {
  if (navigator.onLine || event.defaultPrevented || event.target.method !== "post") return;
  event.preventDefault();
  let note = document.getElementById("unsent");
  if (!note) {
    note = document.createElement("p");
    note.id = "unsent";
    note.className = "unsent";
    note.setAttribute("role", "alert");
    document.body.append(note);
  }
  note.textContent = "";
  requestAnimationFrame(() => (note.textContent = word("unsent")));
}
