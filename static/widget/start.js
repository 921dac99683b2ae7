// Puts the button and the dialog on the page, fills every <div data-huzhu>, and takes over `Huzhu`.
import { h, shelter, sign } from "./dom.js";
import { dialog, inline } from "./panel.js";
import { data, lang, say, site, tell, waiting } from "./site.js";

const host = h("div", { lang, "data-huzhu-help": "" });
if (data.theme) host.style.colorScheme = data.theme;

// A company's own colour; black or white on it, whichever is easier to read.
const paint = (element) => {
  if (!data.accent) return;
  element.style.setProperty("--huzhu-accent", data.accent);
  const parts = /^#(..)(..)(..)$/.exec(data.accent);
  const light = parts && parts.slice(1).reduce((sum, part, at) => sum + [0.2126, 0.7152, 0.0722][at] * (parseInt(part, 16) / 255) ** 2.2, 0);
  const ink = data.accentInk || (light > 0.18 ? "#000" : "#fff");
  element.style.setProperty("--huzhu-accent-ink", ink);
};
paint(host);
const root = shelter(host);
const panel = dialog(host);
if (data.button !== "off") {
  const button = h("button", { type: "button", class: "launch", "aria-haspopup": "dialog" }, sign("ask"), h("span", null, say("launch")));
  if (data.side === "left") button.classList.add("left");
  button.addEventListener("click", () => panel.open());
  root.prepend(button);
}
document.body.append(host);
for (const place of document.querySelectorAll("[data-huzhu]")) {
  paint(place);
  inline(place, lang);
}
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.blockedURI.startsWith(site))
    console.warn(`Huzhu: the page's Content-Security-Policy keeps it from working; it needs ${event.effectiveDirective} ${site}`);
});
Object.assign(window.Huzhu, { open: (given) => void panel.open(given), close: () => panel.close(), context: tell });
for (const [name, given] of waiting) window.Huzhu[name](...given);
