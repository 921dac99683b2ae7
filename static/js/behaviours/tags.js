// The tag picker: <input name="tags" data-behaviour="tags" data-url="/tag-choices" data-most="5"> becomes chips and a list
// that knows other names of tags. What was typed stays in the field of the form: names with blanks between them.
import { composing } from "../composing.js";
import { asked, offer, words } from "../editor/offering.js";
import { untouched } from "../pressed.js";
import { send, word } from "../words.js";

const BETWEEN = /[\s,;，；、]+/;
const cleaned = (name) => name.trim().replace(/^#+/, "").toLowerCase().replaceAll("_", "-");

export function mount(field) {
  const most = Number(field.dataset.most) || 5;
  const kept = document.createElement("input");
  kept.type = "hidden";
  kept.name = field.name;
  const box = words("tag-picker", "");
  const chips = document.createElement("ul");
  chips.className = "tag-picker__chips";
  chips.setAttribute("role", "list");
  chips.setAttribute("aria-label", word("chosenTags"));
  const said = words("unseen", "");
  said.setAttribute("role", "status");
  const fits = words("tag-picker__fits", "");
  const typing = document.activeElement === field;
  field.replaceWith(box);
  field.removeAttribute("name");
  field.autocomplete = "off";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  box.append(chips, field, kept);
  box.after(fits, said);
  const needed = field.required;
  let chosen = [];

  const tell = (more = {}) => {
    kept.value = chosen.map((each) => each.name).join(" ");
    field.required = needed && !chosen.length;
    field.setCustomValidity("");
    kept.dispatchEvent(Object.assign(new InputEvent("input", { bubbles: true }), more));
  };
  const draw = () => {
    chips.replaceChildren(
      ...chosen.map((each, index) => {
        const item = document.createElement("li");
        item.className = "tag tag-picker__chip";
        item.append(each.also ? `${each.name} (${each.also})` : each.name);
        if (each.fresh) item.append(words("quiet small", ` ${word("newTag")}`));
        const off = document.createElement("button");
        off.type = "button";
        off.className = "tag-picker__off";
        off.textContent = "×";
        off.setAttribute("aria-label", word("removeTag").replace("{tag}", each.name));
        off.addEventListener("click", () => remove(index));
        item.append(off);
        return item;
      }),
    );
    for (const button of fits.querySelectorAll("button")) button.hidden = chosen.some((each) => each.name === button.dataset.name);
  };
  function remove(index) {
    const [gone] = chosen.splice(index, 1);
    said.textContent = word("tagRemoved").replace("{tag}", gone.name);
    draw();
    tell();
    field.focus();
  }
  async function resolve(each) {
    const found = await asked(field.dataset.url, { q: each.name }).catch(() => null);
    if (!found) return;
    const tag = found.find((one) => one.name === each.name) ?? found.find((one) => one.also === each.name);
    if (!tag) each.fresh = true;
    else if (tag.name !== each.name) {
      if (chosen.some((one) => one.name === tag.name)) chosen = chosen.filter((one) => one !== each);
      else Object.assign(each, { name: tag.name, also: tag.also });
    }
    draw();
    tell({ tidies: true });
  }
  function add(name, also = "", known = false) {
    const each = { name: cleaned(name), also };
    if (!each.name || chosen.some((one) => one.name === each.name)) return;
    if (chosen.length >= most) {
      said.textContent = word("enoughTags");
      said.className = "small quiet";
      return;
    }
    chosen.push(each);
    said.textContent = word("tagAdded").replace("{tag}", also ? `${each.name} (${also})` : each.name);
    said.className = "unseen";
    draw();
    tell();
    if (!known) resolve(each);
  }
  const commit = () => {
    const typed = field.value.split(BETWEEN).filter(Boolean);
    field.value = "";
    for (const name of typed) add(name);
  };
  const list = offer(box, field, {
    label: word("tags"),
    match: (typed) => cleaned(typed) || null,
    ask: async (q) => (await asked(field.dataset.url, { q })).filter((each) => !chosen.some((one) => one.name === each.name)),
    line: (each) => [
      words("strong", each.also ? `${each.name} (${each.also})` : each.name),
      words("quiet small", ` ${each.count}`),
      ...(each.about ? [words("quick__about", each.about)] : []),
    ],
    take(each) {
      field.value = "";
      add(each.name, each.also, true);
    },
  });
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // what is half typed is no draft
    if (!event.isComposing && BETWEEN.test(field.value)) {
      commit();
      list.close();
    }
  });
  field.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    if (event.key === "Enter" && field.value.trim()) {
      event.preventDefault();
      commit();
      list.close();
    } else if (event.key === "Backspace" && !field.value && chosen.length) {
      event.preventDefault();
      remove(chosen.length - 1);
    }
  });
  // Not at once: a button that is being pressed must not move away under the pointer.
  field.addEventListener("blur", () => setTimeout(() => untouched().then(commit), 200));
  kept.form?.addEventListener("submit", commit, true);
  kept.addEventListener("filled", () => {
    chosen = kept.value.split(BETWEEN).filter(Boolean).map((name) => ({ name: cleaned(name), also: "" }));
    draw();
  });

  let fitted = "";
  field.addEventListener("focus", async () => {
    const { title, body } = kept.form?.elements ?? {};
    const text = `${title?.value ?? ""}\n${body?.value ?? ""}`;
    if (!title || text.trim().length < 10 || text === fitted) return;
    fitted = text;
    const data = new FormData();
    data.set("title", title.value);
    data.set("body", body?.value ?? "");
    const answer = await send(field.dataset.url, { body: data }).catch(() => null);
    const found = answer?.ok ? await answer.json() : [];
    await untouched();
    fits.replaceChildren(
      ...(found.length ? [words("quiet small", word("fitting"))] : []),
      ...found.map((each) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button--quiet button--small";
        button.dataset.name = each.name;
        button.textContent = `+ ${each.name}`;
        button.title = each.about;
        button.addEventListener("click", () => add(each.name, each.also, true));
        return button;
      }),
    );
    draw();
  });

  const begun = field.value.split(BETWEEN);
  field.value = typing ? begun.pop() : ""; // a word that is being typed is no tag yet
  chosen = begun.filter(Boolean).map((name) => ({ name: cleaned(name), also: "" }));
  kept.value = chosen.map((each) => each.name).join(" ");
  field.required = needed && !chosen.length;
  draw();
  if (typing) field.focus({ preventScroll: true }); // a field that moves loses the keyboard
}
