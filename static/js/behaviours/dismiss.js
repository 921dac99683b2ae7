// Closes short news; good news leaves by itself after a while, unless somebody is reading it.
// What stands in a page from its beginning is told to nobody by itself: listeners hear it here.
import { takeAway } from "../gone.js";
import { say } from "../words.js";

const STAYS = 8000;

export function mount(flash) {
  if (flash.getAttribute("role") !== "alert") say(flash.querySelector(".flash__text")?.textContent.trim());
  flash.querySelector("[data-dismiss]")?.addEventListener("click", () => takeAway(flash));
  if (!flash.classList.contains("flash--good")) return;
  const close = () => flash.matches(":focus-within") || flash.remove();
  let timer = setTimeout(close, STAYS);
  for (const sign of ["pointerenter", "focusin"]) flash.addEventListener(sign, () => clearTimeout(timer));
  for (const sign of ["pointerleave", "focusout"])
    flash.addEventListener(sign, () => {
      clearTimeout(timer);
      timer = setTimeout(close, STAYS);
    });
}
