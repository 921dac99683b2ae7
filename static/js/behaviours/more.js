// A link to what can be done with a post becomes a menu of it, once it is wanted: <a data-behaviour="more" href="/posts/7/deeds">.
// Without script, with a modifier key, or without a connection it stays the link that it is.
export function mount(link) {
  let coming = null;
  const bring = async () => {
    const answer = await fetch(`${link.href}?part=menu`, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(`The menu answered ${answer.status}.`);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    return document.importNode(part.querySelector(".menu__list"), true);
  };
  const open = (list) => {
    const menu = document.createElement("details");
    menu.className = "menu";
    menu.dataset.behaviour = "menu";
    const face = document.createElement("summary");
    face.className = link.className;
    face.setAttribute("aria-label", link.getAttribute("aria-label"));
    menu.append(face, list);
    const focused = document.activeElement === link;
    link.replaceWith(menu);
    menu.open = true;
    if (focused) face.focus();
  };
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    coming ??= bring().then(open, () => {
      coming = null; // who comes back to this page may try again
      location.assign(link.href);
    });
  });
}
