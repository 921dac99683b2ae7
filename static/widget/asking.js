// The form to our team. Its words stay in `state` until they have arrived; the same question never arrives twice.
import { h } from "./dom.js";
import { outward } from "./reading.js";
import { address, circumstances, post, renew, say } from "./site.js";

// Also where the page is served without https, and browsers keep randomUUID back.
const mark = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");

const LONGEST = 4000; // of an address; servers refuse much longer ones, and a Chinese character takes nine signs of it

// Words that no address holds travel in a form.
function share(text, beside) {
  const form = h("form", { action: address("/share"), method: "post", target: "_blank", hidden: true });
  form.append(h("textarea", { name: "text" }));
  form.firstChild.value = text;
  beside.closest(".view").append(form);
  form.submit();
  form.remove();
}

const labelled = (name, field, word, hint = "") => {
  field.id = name;
  field.setAttribute("aria-describedby", `${name}-more`);
  return h("p", { class: "field" }, h("label", { for: name }, say(word)), h("span", { id: `${name}-more`, class: "more quiet" }, hint), field);
};

export function asking(go, state) {
  const text = h("textarea", { name: "text", rows: 5, maxlength: 5000, required: true });
  const email = h("input", { name: "email", type: "email", autocomplete: "email", required: true });
  const name = h("input", { name: "name", autocomplete: "name", maxlength: 100 });
  const trap = h("input", { name: "website", tabindex: -1, autocomplete: "off", "aria-hidden": "true", class: "trap" });
  const fields = { text, email, name };
  state.text ||= state.query;
  for (const [key, field] of Object.entries(fields)) {
    field.value = state[key] ?? "";
    field.addEventListener("input", () => (state[key] = field.value));
  }
  const wrong = h("p", { role: "alert", class: "wrong" });
  const button = h("button", { type: "submit", class: "main" }, say("send"));
  const along = Object.values(circumstances()).filter(Boolean).join(" · ");
  const form = h(
    "form",
    { novalidate: true },
    h("p", { class: "quiet" }, say("askLead")),
    labelled("text", text, "yourQuestion", say("questionHint")),
    labelled("email", email, "email"),
    labelled("name", name, "name"),
    trap,
    h("p", { class: "quiet cut" }, say("along", { what: along })),
    wrong,
    h("div", { class: "end" }, outward(address("/ask"), say("publicly"), "quiet"), button),
  );
  // What is typed goes along with whoever would rather ask everybody.
  form.querySelector("a").addEventListener("click", (event) => {
    const whole = address("/ask", { body: state.text });
    if (whole.length <= LONGEST) event.currentTarget.href = whole;
    else {
      event.preventDefault();
      share(state.text, event.currentTarget);
    }
  });
  let sending = false;
  const send = async () => {
    // Tried again, it is the same question while nothing of it has changed; other words would be taken for known ones.
    const tried = JSON.stringify([text.value, email.value, name.value]);
    if (!state.id || state.tried !== tried) Object.assign(state, { id: mark(), tried });
    const given = { id: state.id, text: text.value, email: email.value, name: name.value, website: trap.value };
    try {
      await post(given);
    } catch (error) {
      if (error.told?.field !== "ticket") throw error;
      await renew();
      await new Promise((done) => setTimeout(done, 2500));
      await post(given);
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    for (const field of Object.values(fields)) field.readOnly = true; // what is typed now would not go along
    button.setAttribute("aria-disabled", "true");
    button.textContent = say("sending");
    clear(fields, wrong);
    try {
      await send();
      state.sentTo = email.value;
      state.text = state.id = state.query = "";
      go("sent");
    } catch (error) {
      complain(fields[error.told?.field], wrong, error.told ? error.message : say("failed"));
    } finally {
      sending = false;
      for (const field of Object.values(fields)) field.readOnly = false;
      button.removeAttribute("aria-disabled");
      button.textContent = say("send");
    }
  });
  return h("div", { class: "view" }, form);
}

function clear(fields, wrong) {
  wrong.textContent = "";
  for (const field of Object.values(fields)) {
    field.removeAttribute("aria-invalid");
    field.previousElementSibling.classList.remove("wrong");
  }
}

// The sentence stands beside the field that it is about, which takes the focus.
function complain(field, wrong, sentence) {
  if (!field) {
    wrong.textContent = sentence;
    return;
  }
  field.setAttribute("aria-invalid", "true");
  field.previousElementSibling.textContent = sentence;
  field.previousElementSibling.classList.add("wrong");
  field.focus();
}

export const sent = (go, state) =>
  h(
    "div",
    { class: "view" },
    h("h3", { tabindex: -1 }, say("sent")),
    h("p", null, say("sentText", { email: state.sentTo })),
    h("div", { class: "end" }, h("button", { type: "button", on: { click: () => go("search") } }, say("again"))),
  );
