// Drafts: what is typed stays on this device at once and goes to the server a moment later; the page says which.
// Words that another tab kept meanwhile are never written over: both are shown, and either can be kept.
import { send, say as speak, word } from "../words.js";
import { begun, dataOf, fill, isEmpty, same } from "./fields.js";

const WAIT = 1200;
const RETRY = 8000;
const LONGEST = 12_000;
const FIRST_ERROR = 400;
const SIGNED_OUT = 401;
const CLASH = 409;
const MOST_UNHEARD = 3;

// A page that is kept gives the same name to each tab that opens it.
const freshName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (each) => each.toString(36)).join("");

const time = (when) => new Date(when).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

// Whether the form of this name has made its post, which the server knows for a week.
async function hasArrived(once) {
  const answer = await fetch(`/drafts/sent?once=${encodeURIComponent(once)}`, { headers: { Accept: "application/json" } }).catch(() => null);
  return Boolean(answer?.ok && !answer.redirected && (await answer.json()).posted);
}

// Asked on the page that follows a post: who comes to the form again weeks later would find words that were posted.
async function forgetArrived(owner) {
  const mine = Object.keys(localStorage).filter((key) => key.startsWith(`draft:${owner}:`));
  for (const key of mine) {
    const text = localStorage.getItem(key);
    const copy = JSON.parse(text);
    const over = copy?.sent && copy.once && (await hasArrived(copy.once));
    if (over && localStorage.getItem(key) === text) localStorage.removeItem(key);
  }
}

const looked = new Set();
function lookOnce(owner) {
  if (!owner || looked.has(owner)) return;
  looked.add(owner);
  forgetArrived(owner).catch(() => {}); // storage may be closed
}

// Without an owner nothing is kept here: whoever signs in next on this device must not find it.
function device(form, url) {
  const key = `draft:${form.dataset.owner}:${url}`;
  const quietly = (deed) => {
    try {
      return form.dataset.owner ? deed() : null;
    } catch {
      return null; // storage may be closed or full: the server keeps drafts, too
    }
  };
  return {
    read: () => quietly(() => JSON.parse(localStorage.getItem(key))),
    write: (copy) => quietly(() => localStorage.setItem(key, JSON.stringify(copy)) ?? true),
    forget: () => quietly(() => localStorage.removeItem(key)),
  };
}

export function keepForm(form, url, state, marked = form) {
  const local = device(form, url);
  const once = () => form.elements.once?.value ?? "";
  let version = marked.dataset.version; // undefined: the server compares nothing
  let kept = begun(form);
  let timer;
  let gone; // until then a form that was sent is taken to be on its way
  let running = null; // one at a time: the next one knows the version that this one makes
  let going = {}; // the words that were sent last
  let sent = false; // the page hides while a form is on its way: what is sent is no draft any more
  let clashing = false;
  let anew = false; // written after the form was sent, or into one that is opened again: words that were not posted
  let written = false; // here, by somebody
  let heard = false; // that all is well is said once; afterwards it is there to be read
  let unheard = []; // words that left without an answer, here or on the page before: the server may hold them by now

  const say = (name, tone = "", when = Date.now()) => {
    if (!state) return;
    const said = word(name).replace("{time}", time(when));
    const first = name === "draftSaved" && !heard;
    if ((tone || first || name === "restored") && said !== state.textContent) speak(said);
    heard ||= name === "draftSaved";
    state.textContent = said;
    state.dataset.tone = tone;
  };
  const keepHere = (more = {}) => local.write({ at: Date.now(), data: dataOf(form), base: version, once: once(), anew, unheard, ...more });
  const take = (data) => {
    fill(form, data);
    keepHere();
  };

  function clash(other, itsVersion) {
    const box = form.querySelector("[data-clash]");
    if (!box) return;
    clashing = true;
    box.hidden = false;
    const shown = box.querySelector("[data-clash-words]");
    shown.textContent = [other.title, other.body, other.tags].filter(Boolean).join("\n\n");
    const end = (deed) => () => {
      box.hidden = true;
      clashing = false;
      version = itsVersion;
      deed();
      form.querySelector("textarea")?.focus();
      save();
    };
    box.querySelector("[data-keep-mine]").onclick = end(() => {});
    box.querySelector("[data-take-other]").onclick = end(() => take(other));
    say("otherWords", "warn");
  }

  async function answered(answer, data) {
    if (answer.status === CLASH) {
      const { newer, version: theirs } = await answer.json();
      return clash(newer, theirs);
    }
    if (answer.status === SIGNED_OUT || answer.redirected) return say("draftSignedOut", "warn");
    if (!answer.ok) throw new Error(answer.status);
    unheard = [];
    if (answer.headers.has("Huzhu-Posted") && written) {
      // Another tab with the same name has posted; what was written here since is not among that.
      form.elements.once.value = freshName();
      anew = true;
      if (version !== undefined) version = ""; // with the post its draft went
      return true; // once more
    }
    if (answer.status === 200) version = (await answer.json()).version;
    kept = data;
    if (same(dataOf(form), data)) local.forget();
    say("draftSaved");
  }

  async function save({ leaving = false } = {}) {
    clearTimeout(timer);
    const data = dataOf(form);
    if (sent || clashing || same(data, kept)) return;
    if (running) return keepHere(); // what was typed meanwhile follows it
    const own = unheard;
    unheard = [...own.filter((each) => !same(each, data)), data].slice(-MOST_UNHEARD);
    const here = keepHere();
    const mine = new AbortController();
    running = mine;
    const tooLong = setTimeout(() => mine.abort(), LONGEST);
    if (!leaving) say("saving");
    let pause = WAIT;
    let again = false;
    try {
      const json = { ...data, base: version, own: own.length ? own : undefined, once: anew ? undefined : once() || undefined };
      again = await answered(await send(url, { method: "PUT", json, keepalive: leaving, signal: mine.signal }), data);
    } catch {
      if (sent) return;
      say(here ? "savedHere" : "unsaved", "warn");
      pause = RETRY;
    } finally {
      clearTimeout(tooLong);
      running = null;
    }
    clearTimeout(timer);
    if (again || pause === RETRY || !same(dataOf(form), data)) timer = setTimeout(save, pause);
  }

  async function posted(copy) {
    // Who is fast sends a form before this script is there to notice: what names its form is asked after, sent or not.
    if (!copy.sent && (copy.anew || !copy.once)) return false;
    // A form without a number of its own says by its mark how far the thread was: it has gone on since.
    if (!copy.once) return Boolean(copy.data.mark) && copy.data.mark !== form.elements.mark?.value;
    return hasArrived(copy.once);
  }

  // Whether this page shows words because they could not be taken: an edit that was saved shows the same ones.
  async function isSentBack(copy) {
    const status = performance.getEntriesByType("navigation")[0]?.responseStatus; // not every browser tells
    return status ? status >= FIRST_ERROR : !(await posted(copy));
  }

  async function restore() {
    const copy = local.read();
    if (!copy?.data) return;
    unheard = copy.unheard ?? [];
    if (isEmpty(copy.data)) return local.forget();
    if (copy.sent && "answered" in form.dataset) {
      kept = {}; // the server shows what was sent to it, perhaps with a ready answer put in: that goes on
      return save();
    }
    if (copy.sent && same(copy.data, kept) && (await isSentBack(copy))) {
      kept = {}; // but for the page that says why, they stand nowhere yet
      return save();
    }
    if (same(copy.data, kept) || (await posted(copy))) return local.forget();
    const now = dataOf(form);
    if (!same(now, kept)) return; // somebody types already
    const isOwn = copy.base === undefined || copy.base === version || unheard.some((each) => same(each, now));
    if (isEmpty(now) || isOwn) {
      fill(form, copy.data);
      say("restored", "", copy.at);
      timer = setTimeout(save, WAIT);
    } else clash(copy.data, version);
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    if (form.dataset.sending && event.tidies) return; // a picker that still looks names up writes nothing new
    anew ||= sent;
    sent = false;
    written ||= event.isTrusted;
    keepHere();
    if (event.isComposing) clearTimeout(timer);
    else later();
  });
  form.addEventListener("compositionend", later); // Chromium tells no input after it
  // At the window, after everybody who may keep the form from going: offline it stays, and so do its words.
  addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented || event.submitter?.name === "check") return;
    // Who has stopped a page that does not come presses again; what a form that has a name asks for is done once all the same.
    // Other words than those that are on their way are meant, too: the server says where it was too late for them.
    if (form.dataset.sending && !once() && same(dataOf(form), going)) return event.preventDefault();
    going = dataOf(form);
    clearTimeout(gone);
    form.dataset.sending = "1";
    gone = setTimeout(() => delete form.dataset.sending, LONGEST);
    sent = true;
    clearTimeout(timer);
    running?.abort(); // it must not arrive after what makes a post of these words
    keepHere({ sent: true });
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    anew = true;
    delete form.dataset.sending;
  });
  addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => save({ leaving: document.visibilityState === "hidden" }));
  // Words that are there before this script may be on their way already, by the name that came with the page.
  if (once() && same(dataOf(form), kept)) form.elements.once.value = freshName();
  restore();
  lookOnce(form.dataset.owner);
  if (!same(dataOf(form), kept)) timer = setTimeout(save, WAIT);
}

// The editor's own field alone, for answers and comments.
export function keepDraft(box, text) {
  keepForm(text.form, box.dataset.draft, box.querySelector("[data-draft-state]"), box);
}
