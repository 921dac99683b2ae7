// Pictures go to the server one by one, each with its progress; the Markdown for them stands where the caret was.
import { headers, renewed, say, word } from "../words.js";
import { words } from "./offering.js";
import { LARGEST, smaller } from "./smaller.js";
import { mend, put } from "./typing.js";

const KINDS = ["image/jpeg", "image/png", "image/webp"];
let running = 0;
let number = 0;

addEventListener("beforeunload", (event) => running && event.preventDefault());

const clean = (name) => name.replace(/\.[^.]+$/, "").replace(/[[\]]/g, "").slice(0, 80);

function tool(said, deed) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.textContent = said;
  button.addEventListener("click", deed);
  return button;
}

function rowFor(box, name) {
  let list = box.querySelector(".uploads");
  if (!list) {
    list = document.createElement("ul");
    list.className = "uploads";
    list.setAttribute("role", "list");
    box.querySelector(".editor__foot").before(list);
  }
  const row = document.createElement("li");
  row.className = "uploads__file";
  list.append(row);
  const title = words("uploads__name", name);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", name);
  const said = words("uploads__said", "");
  const deeds = words("uploads__deeds", "");
  row.append(title, bar, said, deeds);
  // A region that comes with its words is heard by nobody: they are told where the page tells everything.
  const tell = (told) => {
    said.textContent = told;
    say(told && `${name}: ${told}`);
  };
  return { row, bar, tell, deeds };
}

function describe(text, { row, bar, tell, deeds }, name, url) {
  bar.remove();
  tell(word("pictureThere"));
  const label = document.createElement("label");
  label.className = "uploads__alt";
  const field = document.createElement("input");
  field.className = "field__control";
  field.value = name;
  field.maxLength = 200;
  let now = `![${name}](${url})`;
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    const next = `![${field.value.replace(/[[\]]/g, "")}](${url})`;
    if (mend(text, now, next)) now = next;
  });
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  label.append(words("", word("describePicture")), field);
  row.append(label);
  deeds.replaceChildren(tool(word("close"), () => row.remove()));
}

function told(request) {
  try {
    return JSON.parse(request.response) ?? {};
  } catch {
    return {};
  }
}

function upload(box, text, file) {
  const name = clean(file.name || "image");
  const view = rowFor(box, file.name || name);
  const sign = `![${word("picture")} ${++number}: ${name}]()`;
  const fail = (said, again) => {
    mend(text, `${sign}\n`, "");
    view.row.dataset.wrong = "";
    view.bar.hidden = true;
    view.tell(said);
    view.deeds.replaceChildren(...(again ? [tool(word("again"), start)] : []), tool(word("close"), () => view.row.remove()));
  };
  let light;
  async function start() {
    const at = text.selectionEnd;
    const head = at && text.value[at - 1] !== "\n" ? "\n" : "";
    put(text, at, at, `${head}${sign}\n`);
    running += 1; // what is drawn smaller is on its way already
    light ??= await smaller(file);
    running -= 1;
    if (light.size > LARGEST) fail(word("tooLarge"), false);
    else begin();
  }
  function begin(again = false) {
    delete view.row.dataset.wrong;
    view.bar.hidden = false;
    view.bar.removeAttribute("value");
    view.tell("");
    say(word("pictureSending").replace("{name}", file.name || name));
    const request = new XMLHttpRequest();
    request.open("POST", box.dataset.images);
    for (const [header, value] of Object.entries(headers())) request.setRequestHeader(header, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) view.bar.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      running -= 1;
    });
    request.addEventListener("load", async () => {
      const found = told(request);
      if (request.status !== 201 && request.status !== 200) {
        if (!again && (await renewed(request.status, found))) return begin(true);
        return fail(found.detail || word("uploadFailed"), request.status === 401 || request.status >= 429);
      }
      const { url } = found;
      if (mend(text, sign, `![${name}](${url})`)) describe(text, view, name, url);
      else view.row.remove(); // its place was deleted meanwhile: so it is not wanted
    });
    request.addEventListener("error", () => fail(word("noConnection"), true));
    request.addEventListener("abort", () => {
      mend(text, `${sign}\n`, "");
      view.row.remove();
    });
    view.deeds.replaceChildren(tool(word("cancel"), () => request.abort()));
    const body = new FormData();
    body.set("image", light);
    running += 1;
    request.send(body);
  }
  if (!KINDS.includes(file.type)) fail(word("wrongKind"), false);
  else start();
}

export function take(box, text, files) {
  if (text.form && !text.form.dataset.waits) {
    text.form.dataset.waits = "pictures";
    text.form.addEventListener(
      "submit",
      (event) => {
        if (!running) return;
        event.preventDefault();
        const bar = text.form.querySelector(".uploads progress:not([hidden])");
        const said = bar?.closest("li").querySelector(".uploads__said");
        if (said) said.textContent = word("stillUploading");
        say(word("stillUploading"));
        bar?.closest("li").scrollIntoView({ block: "nearest" });
      },
      true,
    );
  }
  for (const file of files) upload(box, text, file);
}
