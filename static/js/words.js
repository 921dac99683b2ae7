// Words for people live in the page (templates/ui/frame.html, [data-words] of a component), so that they are translated like all others.
const words = document.getElementById("page-words")?.dataset ?? {};

export const word = (name) => document.querySelector("[data-words]")?.dataset[name] ?? words[name] ?? "";

// Said to listeners only, in a region that is there from the start; what is said at the same time is said together.
let waiting = [];
export function say(words) {
  const region = document.getElementById("page-said");
  if (!region || !words) return;
  if (waiting.push(words) > 1) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = waiting.join(" ");
    waiting = [];
  }, 100);
}

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export const headers = () => ({ "X-CSRFToken": token(), "X-Requested-With": "fetch", Accept: "application/problem+json, */*;q=0.5" });

function renew(fresh) {
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", fresh);
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
}

async function problem(answer) {
  if (!answer.headers.get("Content-Type")?.startsWith("application/problem+json")) return {};
  return answer.clone().json();
}

function request(url, { body, json, ...more }) {
  const kind = json ? { "Content-Type": "application/json" } : {};
  if (body instanceof FormData && body.has("csrf_token")) body.set("csrf_token", token());
  return fetch(url, { ...more, headers: { ...headers(), ...kind }, body: json ? JSON.stringify(json) : body, credentials: "same-origin" });
}

// After a refusal (its status, what it says): whether asking once more may help. A token that has grown old is renewed,
// for the same person only; who is signed out is told so, and nothing typed is touched.
export async function renewed(status, found) {
  if (status !== 400 && status !== 401) return false;
  if (found.token && String(found.member) === words.member) {
    renew(found.token);
    return true;
  }
  if (words.member !== "0" && (found.token || status === 401)) (await import(`./signed-out.js${new URL(import.meta.url).search}`)).tell();
  return false;
}

// Whether whoever this page was made for is signed in now; its forms have a fresh token then.
export async function signedInAgain() {
  const answer = await fetch("/form-token", { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  const found = answer?.ok ? await answer.json() : {};
  const same = String(found.member) === words.member;
  if (same) renew(found.token);
  return same;
}

// A page that is kept for all visitors holds no token: it is fetched before something needs it.
export async function fetchToken() {
  if (!token()) await signedInAgain();
}

// A request to our own site, with the token that forms carry.
export async function send(url, { method = "POST", ...more } = {}) {
  await fetchToken();
  const answer = await request(url, { method, ...more });
  if (answer.status !== 400 && answer.status !== 401) return answer;
  return (await renewed(answer.status, await problem(answer))) ? request(url, { method, ...more }) : answer;
}

// What the server says of a request that it refused.
export async function trouble(answer, otherwise) {
  if (!answer.headers.get("Content-Type")?.includes("problem+json")) return otherwise;
  return (await answer.json().catch(() => ({}))).detail || otherwise;
}
