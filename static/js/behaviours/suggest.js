// While a title is typed, offers what others asked: GET data-url?title=… gives an HTML list, put into #data-into.
const WAIT = 350;
const SHORTEST = 6;

export function mount(field) {
  const into = document.getElementById(field.dataset.into || `${field.id}-suggestions`);
  if (!into || !field.dataset.url) return;
  let timer;
  let running;
  let last = "";
  const ask = async () => {
    const title = field.value.trim();
    if (title === last) return;
    last = title;
    running?.abort();
    if (title.length < SHORTEST && !/\p{Script=Han}{3}/u.test(title)) {
      into.replaceChildren();
      return;
    }
    running = new AbortController();
    try {
      const url = new URL(field.dataset.url, location.href);
      url.searchParams.set("title", title);
      const answer = await fetch(url, { signal: running.signal, headers: { Accept: "text/html" } });
      if (answer.ok) into.innerHTML = await answer.text();
    } catch {
      // Suggestions are a courtesy: asking goes on without them.
    }
  };
  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  ask();
}
