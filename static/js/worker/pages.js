// Keeps static files by their fingerprints, and the last public pages for reading offline.
// The server says of each page whether everybody may read it (Huzhu-Keep); nothing else is ever kept.
// Forms are never touched. HUZHU stands above this part: version, most, languages, files.
const FILES = `huzhu-files-${HUZHU.version}`;
const PAGES = "huzhu-pages";
const SHARED = "huzhu-shared";
const STATE = "huzhu-state";
const PATIENCE = 4000;
const HOUR = 3_600_000;
const LANGUAGE = "/offline/language";
// As the server has it (LONGEST_ADDRESS in community/installing/rules.py): longer lines are refused there.
const LONGEST_ADDRESS = 4000;
// Every way in begins with /sign-in, or is the link of a letter; the list of sessions ends this browser's as well.
const COMING = /^\/(sign-in(\/.+)?|(join|confirm|reset)\/.+)$/;
const ELSEWHERE = "/sign-in/oidc";
const LEAVING = /^\/(sign-out|settings\/close|settings\/sessions\/\d+\/end)$/;

const own = (url) => url.origin === self.location.origin;
const offlinePage = (lang) => `/offline?lang=${lang}`;
// One question is one page, whatever led to it: what stands behind ? and # is not part of its name.
const named = (url) => new URL(url).pathname;

self.addEventListener("install", (event) => event.waitUntil(prepare()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

// Whatever cannot be fetched now is fetched when it is used: the worker is installed all the same.
async function prepare() {
  const files = await caches.open(FILES);
  const pages = HUZHU.languages.map(offlinePage);
  await Promise.all(
    [...HUZHU.files, ...pages].map(async (path) => {
      const answer = await fetch(path, { credentials: "omit", cache: "reload" }).catch(() => null);
      if (answer?.ok) await files.put(path, answer);
    }),
  );
  await self.skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys())
    if (name.startsWith("huzhu-files-") && name !== FILES) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!own(url)) return;
  if (request.method === "POST") {
    if (url.pathname === "/share") event.respondWith(keepShared(request));
    // Whoever comes or goes leaves no list of what was read before.
    else if (COMING.test(url.pathname)) event.waitUntil(forget(true));
    else if (LEAVING.test(url.pathname)) event.waitUntil(forget(false));
    return;
  }
  if (request.method !== "GET") return;
  // Who signs in elsewhere comes back by a link, without a form.
  if (url.pathname === ELSEWHERE) event.waitUntil(forget(true));
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (/^\/(static|scripts)\/|^\/site\.css$/.test(url.pathname)) event.respondWith(file(request, url));
});

// What was shared is kept through signing in: that is often why somebody signs in.
const forget = (coming) =>
  Promise.all((coming ? [PAGES] : [PAGES, SHARED]).map((name) => caches.delete(name)));

async function file(request, url) {
  const files = await caches.open(FILES);
  const exact = url.searchParams.has("v") || url.pathname.startsWith("/scripts/");
  const kept = await files.match(request, { ignoreVary: true });
  if (kept && exact) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) await files.put(request, answer.clone());
    return answer;
  } catch (error) {
    // An older page names an older version: better than nothing.
    const near = kept ?? (await files.match(request, { ignoreSearch: true, ignoreVary: true }));
    if (near) return near;
    throw error;
  }
}

async function page(event, url) {
  const kept = () => caches.open(PAGES).then((pages) => pages.match(named(url)));
  const asked = fetch(event.request);
  event.waitUntil(asked.then((answer) => keep(answer.clone(), url)).catch(() => {}));
  let timer;
  const late = new Promise((done) => {
    timer = setTimeout(async () => done(await kept()), PATIENCE);
  });
  try {
    // A slow network: after a while the kept page, if there is one; else whatever comes.
    return (await Promise.race([asked, late])) ?? (await asked);
  } catch {
    return (await kept()) ?? (await nothing());
  } finally {
    clearTimeout(timer);
    asked.catch(() => {});
  }
}

async function nothing() {
  const lang = await caches
    .open(STATE)
    .then((state) => state.match(LANGUAGE))
    .then((answer) => answer?.text());
  const wished = self.navigator.language.startsWith("zh") ? "zh-Hans" : "en";
  const files = await caches.open(FILES);
  for (const each of [lang, wished, ...HUZHU.languages]) {
    const found = each && (await files.match(offlinePage(each)));
    if (found) return found;
  }
  return Response.error();
}

async function keep(answer, url) {
  const [whose, lang] = (answer.headers.get("Huzhu-Keep") ?? "").split(" ");
  if (answer.type !== "basic" || answer.redirected) return;
  if (!lang) {
    const spoken = answer.headers.get("Content-Language");
    if (spoken) await speak(spoken);
    // What everybody could read once and cannot any more goes away.
    // Only the first page in its usual order bears the name: the others say nothing of it.
    const other = url.searchParams.has("page") || url.searchParams.has("sort");
    if (answer.status < 500 && (answer.status >= 400 || !other)) await caches.open(PAGES).then((pages) => pages.delete(named(url)));
    return;
  }
  await speak(lang);
  if (whose === "this") return store(answer, url);
  // The page of somebody with an account bears their name: a visitor's copy is kept instead.
  const pages = await caches.open(PAGES);
  const there = await pages.match(named(url));
  const isSame = there?.headers.get("Huzhu-Keep") === `this ${lang}`;
  if (isSame && Date.now() - Date.parse(there.headers.get("Huzhu-Kept-At")) < HOUR) return last(pages, named(url), there);
  const other = await fetch(`${url.pathname}?lang=${lang}`, { credentials: "omit" }).catch(() => null);
  if (other?.ok && !other.redirected && other.headers.get("Huzhu-Keep")?.startsWith("this ")) await store(other, url);
}

async function speak(lang) {
  await caches.open(STATE).then((state) => state.put(LANGUAGE, new Response(lang)));
}

async function store(answer, url) {
  const pages = await caches.open(PAGES);
  const name = named(url);
  const headers = new Headers(answer.headers);
  headers.set("Huzhu-Kept-At", new Date().toISOString());
  const body = await answer.blob();
  await last(pages, name, new Response(body, { status: 200, headers }));
  const names = await pages.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - HUZHU.most)).map((each) => pages.delete(each)));
}

// So that it stands last: the oldest visit leaves first.
async function last(pages, name, answer) {
  await pages.delete(name);
  await pages.put(name, answer);
}

// What another app shares: words travel in the address, through signing in too; a picture waits here.
async function keepShared(request) {
  const copy = request.clone();
  let given;
  try {
    given = await request.formData();
  } catch {
    return fetch(copy);
  }
  const words = new URLSearchParams();
  for (const name of ["title", "text", "url"]) if (given.get(name)) words.set(name, given.get(name));
  // A text that no address holds goes on as it came: the server shows it in a form.
  if (`${words}`.length > LONGEST_ADDRESS) return fetch(copy);
  const picture = given.get("picture");
  if (picture instanceof File && picture.size) {
    const headers = { "Content-Type": picture.type, "X-Name": encodeURIComponent(picture.name) };
    await caches.open(SHARED).then((shared) => shared.put("/share/picture", new Response(picture, { headers })));
    words.set("waiting", "1");
  }
  return Response.redirect(`/share?${words}`, 303);
}
