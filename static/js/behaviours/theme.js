// The colours of the site: as the device, light, dark, high contrast, in turn.
import { word } from "../words.js";

const order = ["auto", "light", "dark", "contrast"];
const named = { auto: "themeAuto", light: "themeLight", dark: "themeDark", contrast: "themeContrast" };

export function mount(button) {
  const root = document.documentElement;
  const show = () => {
    button.querySelector("[data-theme-word]").textContent = word(named[root.dataset.theme ?? "auto"]);
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme ?? "auto") + 1) % order.length];
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      if (next === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch {
      // It then holds for this page only.
    }
    show();
  });
  show();
}
