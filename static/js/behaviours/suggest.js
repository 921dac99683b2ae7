// While a title is typed, offers what others asked: GET data-url?title=… gives an HTML list, put into #data-into.
// How many there are is told in [data-offers-said]; the place is kept free, so that nothing below jumps.
// A notice that stands beside the field already is not told twice.
const WAIT = 350;
const SHORTEST = 6;

export function mount(field) {
  const into = document.getElementById(field.dataset.into || `${field.id}-suggestions`);
  if (!into || !field.dataset.url) return;
  const said = into.parentElement.querySelector("[data-offers-said]");
  const nothing = into.innerHTML;
  if (field.form?.elements.offered) field.form.elements.offered.value = "1";
  let timer;
  let running;
  let last = "";
  const show = (html) => {
    into.innerHTML = html.trim() ? html : nothing;
    into.scrollTop = 0;
    const links = [...into.parentElement.querySelectorAll(".notice a")];
    for (const link of links.filter((each) => into.contains(each))) {
      if (links.some((each) => !into.contains(each) && each.href === link.href)) link.closest(".notice")?.remove();
    }
    const count = into.querySelectorAll(".suggestion").length;
    const told = count ? (said?.dataset.some.replace("{count}", count) ?? "") : "";
    if (said && said.textContent !== told) said.textContent = told;
  };
  const ask = async () => {
    const title = field.value.trim();
    if (title === last) return;
    last = title;
    running?.abort();
    if (title.length < SHORTEST && !/\p{Script=Han}{3}/u.test(title)) return show("");
    running = new AbortController();
    try {
      const url = new URL(field.dataset.url, location.href);
      url.searchParams.set("title", title);
      const answer = await fetch(url, { signal: running.signal, headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) return show(await answer.text());
    } catch {
      // Suggestions are a courtesy: asking goes on without them.
    }
    if (last === title) last = undefined; // nothing is known of it yet: the next key asks again
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };
  field.addEventListener("input", (event) => event.isComposing || later());
  field.addEventListener("compositionend", later);
  ask();
}
