// Closes short news; good news leaves by itself after a while, unless somebody is reading it.
const STAYS = 8000;

export function mount(flash) {
  const close = () => flash.remove();
  flash.querySelector("[data-dismiss]")?.addEventListener("click", close);
  if (!flash.classList.contains("flash--good")) return;
  let timer = setTimeout(close, STAYS);
  for (const sign of ["pointerenter", "focusin"]) flash.addEventListener(sign, () => clearTimeout(timer));
  for (const sign of ["pointerleave", "focusout"])
    flash.addEventListener(sign, () => {
      clearTimeout(timer);
      timer = setTimeout(close, STAYS);
    });
}
