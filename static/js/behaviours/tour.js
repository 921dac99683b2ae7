// A tour of the page that can be left at any time: Escape, or its button. Steps stand in the page as
// <li data-target="search">; a step whose target is not on this page is left out. It begins only when asked for.
export function mount(tour) {
  const shown = (name) =>
    [...document.querySelectorAll(`[data-tour~="${name}"]`)].find((each) => each.getClientRects().length > 0);
  const steps = [...tour.querySelectorAll("[data-target]")].filter((step) => shown(step.dataset.target));
  const progress = tour.querySelector("[data-progress]");
  const [back, next] = ["back", "next"].map((name) => tour.querySelector(`[data-${name}]`));
  let at = 0;
  let target = null;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const show = () => {
    target?.classList.remove("tour-target");
    target = shown(steps[at].dataset.target);
    target.classList.add("tour-target");
    const box = target.getBoundingClientRect();
    tour.classList.toggle("tour--top", box.top > innerHeight / 2 && box.height < innerHeight / 2);
    if (getComputedStyle(target).position !== "fixed")
      target.scrollIntoView({ block: box.height < innerHeight / 2 ? "center" : "start", behavior: calm ? "auto" : "smooth" });
    for (const [place, step] of [...tour.querySelectorAll("[data-target]")].entries())
      step.hidden = tour.querySelectorAll("[data-target]")[place] !== steps[at];
    progress.textContent = tour.dataset.words.replace("{now}", at + 1).replace("{all}", steps.length);
    back.disabled = at === 0;
    next.querySelector("span").textContent = at === steps.length - 1 ? tour.dataset.done : tour.dataset.next;
  };
  const go = (step) => {
    if (at + step >= steps.length) return tour.close();
    at = Math.max(0, at + step);
    return show();
  };

  next.addEventListener("click", () => go(1));
  back.addEventListener("click", () => go(-1));
  tour.querySelector("[data-leave]").addEventListener("click", () => tour.close());
  tour.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(step);
  });
  tour.addEventListener("close", () => {
    target?.classList.remove("tour-target");
    history.replaceState(null, "", location.pathname);
    document.getElementById("main")?.focus();
  });
  if (steps.length) {
    tour.showModal();
    show();
    next.focus();
  }
}
