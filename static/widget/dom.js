// Making elements without HTML from strings; what the site sends as HTML was sanitised there.
export const h = (tag, given, ...inside) => {
  const { on, ...attributes } = given ?? {};
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
  element.append(...inside.flat().filter((part) => part !== null && part !== undefined && part !== ""));
  return element;
};

const SIGNS = {
  ask: ["M12 3a9 9 0 1 0 4.5 16.8L21 21l-1.2-4.5A9 9 0 0 0 12 3Z", "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.4v.1"],
  close: ["M6 6l12 12M18 6 6 18"],
  back: ["M15 5l-7 7 7 7"],
};

export const sign = (name) => {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("aria-hidden", "true");
  for (const line of SIGNS[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", line);
    drawn.append(path);
  }
  return drawn;
};

// The words of a post: links and pictures lead to the site, links in a tab of their own. Nothing in it runs.
const trusted = (() => {
  try {
    return window.trustedTypes?.createPolicy("huzhu", { createHTML: (text) => text });
  } catch {
    return null; // the page allows no policy; then the plain text is shown
  }
})();

const absolute = (address, base) => {
  try {
    return new URL(address, base).href;
  } catch {
    return ""; // somebody wrote what is no address: it leads nowhere, and the rest is shown
  }
};

export const prose = (html, lang, base) => {
  const into = h("div", { class: "prose", lang });
  let made;
  try {
    made = new DOMParser().parseFromString(trusted ? trusted.createHTML(html) : html, "text/html");
  } catch {
    into.textContent = html.replace(/<[^>]*>/g, " ");
    return into;
  }
  for (const each of made.querySelectorAll("script, style, iframe, form, link")) each.remove();
  for (const link of made.querySelectorAll("a[href]")) {
    link.href = absolute(link.getAttribute("href"), base);
    if (!link.getAttribute("href")) link.removeAttribute("href");
    link.target = "_blank";
    link.rel = "noopener";
  }
  for (const picture of made.querySelectorAll("img[src]")) {
    picture.src = absolute(picture.getAttribute("src"), base);
    picture.loading = "lazy";
  }
  for (const code of made.querySelectorAll("pre, table")) code.tabIndex = 0;
  into.append(...made.body.childNodes);
  return into;
};

// Each widget lives in a tree of its own: the page's styles do not reach in, and ours do not reach out.
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

export const shelter = (host) => {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  return root;
};
