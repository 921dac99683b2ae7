// Words for people live in the page (templates/ui/frame.html, [data-words] of a component), so that they are translated like all others.
const words = document.getElementById("page-words")?.dataset ?? {};

export const word = (name) => document.querySelector("[data-words]")?.dataset[name] ?? words[name] ?? "";

// Said to listeners only, in a region that is there from the start.
export function say(words) {
  const region = document.getElementById("page-said");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = words;
  }, 100);
}

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

function renew(fresh) {
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", fresh);
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
}

async function problem(answer) {
  if (!answer.headers.get("Content-Type")?.startsWith("application/problem+json")) return {};
  return answer.clone().json();
}

function request(url, { method, body, json, signal, keepalive }) {
  const headers = { "X-CSRFToken": token(), "X-Requested-With": "fetch", Accept: "application/problem+json, */*;q=0.5" };
  if (json) headers["Content-Type"] = "application/json";
  return fetch(url, { method, headers, body: json ? JSON.stringify(json) : body, credentials: "same-origin", signal, keepalive });
}

// A request to our own site, with the token that forms carry. A token that has grown old is renewed once, for the same
// person only; who is signed out is told so, and nothing typed is touched.
export async function send(url, { method = "POST", body, json, signal, keepalive } = {}) {
  const what = { method, body, json, signal, keepalive };
  let answer = await request(url, what);
  if (answer.status !== 400 && answer.status !== 401) return answer;
  const found = await problem(answer);
  if (found.token && String(found.member) === words.member) {
    renew(found.token);
    answer = await request(url, what);
  } else if (words.member !== "0" && (found.token || answer.status === 401)) {
    (await import(`./signed-out.js${new URL(import.meta.url).search}`)).tell();
  }
  return answer;
}

// What the server says of a request that it refused.
export async function trouble(answer, otherwise) {
  if (!answer.headers.get("Content-Type")?.includes("problem+json")) return otherwise;
  return (await answer.json().catch(() => ({}))).detail || otherwise;
}
