// The words in a form, as plain data.
const PRIVATE = new Set(["csrf_token", "password", "once", "opened", "base", "offered", "post_id", "check", "picture"]);
const SHOWN = ["title", "body", "tags", "product"];

export function dataOf(form) {
  const data = {};
  for (const [name, value] of new FormData(form)) {
    if (PRIVATE.has(name) || typeof value !== "string") continue;
    data[name] = value;
  }
  return data;
}

// The words as they came with the page: what was typed before a script was there is a change, too.
export function begun(form) {
  const data = dataOf(form);
  for (const name of Object.keys(data)) {
    const field = form.querySelector(`textarea[name="${name}"], input[type="text"][name="${name}"]`);
    if (field) data[name] = field.defaultValue;
  }
  return data;
}

export function fill(form, data) {
  for (const [name, value] of Object.entries(data)) {
    // What is chosen among several comes back, too: a note for staff would stand in the field of a public reply.
    const radio = form.querySelector(`[type="radio"][name="${name}"][value="${CSS.escape(value)}"]`);
    if (radio) {
      radio.checked = true;
      continue;
    }
    const field = form.querySelector(`[name="${name}"]:not([type="radio"])`);
    if (!field || PRIVATE.has(name) || name === "kind" || field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("filled", { bubbles: true }));
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

const lines = (value) => (value ?? "").replaceAll("\r\n", "\n");

export const same = (one, other) => [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => lines(one[name]) === lines(other[name]));

export const isEmpty = (data) => SHOWN.every((name) => !data[name]?.trim());
