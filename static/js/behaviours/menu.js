// Small menus close on Escape and on a click elsewhere; arrows walk through them.
export function mount(menu) {
  const items = () => [...menu.querySelectorAll(".menu__item, .menu__list a")];
  const close = (back) => {
    menu.open = false;
    if (back) menu.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) close(false);
  });
  menu.addEventListener("focusout", (event) => {
    if (menu.open && event.relatedTarget && !menu.contains(event.relatedTarget)) close(false);
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      event.stopPropagation();
      close(true);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    menu.open = true;
    const all = items();
    const at = all.indexOf(document.activeElement);
    all.at((at + step + all.length + (at < 0 && step < 0 ? 1 : 0)) % all.length)?.focus();
  });
}
