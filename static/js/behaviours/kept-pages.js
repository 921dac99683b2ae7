// Lists the pages that can be read without a network; the newest visit first.
export async function mount(list) {
  const retry = document.querySelector("[data-retry]");
  retry?.addEventListener("click", () => location.reload());
  let leaving = false; // whoever has chosen a page meanwhile goes there
  addEventListener("beforeunload", () => (leaving = true));
  addEventListener("online", () => {
    if (!leaving && location.pathname !== "/offline") location.reload();
  });
  if (!("caches" in window) || !(await caches.has("huzhu-pages"))) return;
  const pages = await caches.open("huzhu-pages");
  const entries = [];
  for (const request of await pages.keys()) {
    const answer = await pages.match(request);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    entries.unshift(entry(new URL(request.url).pathname, page, answer.headers.get("Huzhu-Kept-At")));
  }
  if (!entries.length) return;
  list.replaceChildren(...entries);
  const section = list.closest("[hidden]");
  if (section) section.hidden = false;
  document.querySelector("[data-none]")?.remove();
}

function entry(path, page, when) {
  const link = document.createElement("a");
  link.href = path;
  link.textContent = page.title.split(" · ").slice(0, -1).join(" · ") || page.title || path;
  const lang = page.querySelector("main h1[lang], main [lang] > h1, main article[lang]")?.closest("[lang]")?.lang;
  if (lang) link.lang = lang;
  const item = document.createElement("li");
  item.append(link);
  if (when) {
    const moment = document.createElement("time");
    moment.dateTime = when;
    moment.className = "quiet small";
    moment.textContent = new Intl.DateTimeFormat(document.documentElement.lang, {
      dateStyle: "medium",
      timeStyle: "short",
    }).format(new Date(when));
    item.append(" ", moment);
  }
  return item;
}
