// Talking to the site, and what the page told about itself. No cookie is sent or kept.
export const { site, labels, data, waiting } = document.currentScript.huzhu;

const wished = data.lang || document.documentElement.lang || navigator.language || "en";
export const lang = /^zh\b/i.test(wished) ? "zh-Hans" : "en";
let words = { launch: data.label || labels[lang] };
let ticket = "";
let started;
const context = { product: data.product, tags: data.tags, version: data.version };

export const say = (name, given = {}) => (words[name] ?? "").replace(/%\((\w+)\)s/g, (_, key) => given[key] ?? "");

// Where on which page, without what stands behind ? and #: secrets may stand there.
export const circumstances = () => ({ page: data.page || location.origin + location.pathname, ...context });

export const tell = (more) => void Object.assign(context, more);

export async function call(path, { json, ...more } = {}) {
  const url = new URL(`/widget/v1/${path}`, site);
  if (url.searchParams.get("lang") === null) url.searchParams.set("lang", lang);
  const given = json ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(json) } : {};
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", ...given, ...more });
  } catch (error) {
    if (error.name !== "AbortError")
      console.warn(
        `Huzhu: ${site} did not answer this page. Is ${location.origin} among HUZHU_WIDGET_ORIGINS there, and does the page's Content-Security-Policy have connect-src ${site}?`,
      );
    throw error;
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.error || say("failed")), { told });
  return told;
}

export const begin = () =>
  (started ??= call("start").then(
    (told) => {
      const label = words.launch;
      words = { ...told.words, launch: label };
      ticket = told.ticket;
    },
    (error) => {
      started = null; // the next opening tries again
      throw error;
    },
  ));

// A form that stood open for more than a day gets another ticket.
export const renew = () => {
  started = null;
  return begin();
};

export const post = (given) => call("messages", { json: { ...given, ticket, context: circumstances() } });

export const address = (path, asked = {}) => {
  const url = new URL(path, site);
  for (const [name, value] of Object.entries(asked)) if (value) url.searchParams.set(name, value);
  return url.href;
};
