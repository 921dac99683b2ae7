// The bar of decisions: a panel that opens gets the focus at once, digits pick a reason in it, Enter sends it, Escape closes it.
import { composing } from "../composing.js";

const fields = "input:not([type=hidden]), textarea, select, button";
const isText = (element) => element.matches("textarea, input:not([type=radio]):not([type=checkbox])");

function focus(panel) {
  const wanted =
    panel.querySelector(".deed__panel input:checked") ?? panel.querySelector(`.deed__panel :is(${fields})`);
  wanted?.focus();
  if (wanted && isText(wanted)) wanted.setSelectionRange?.(wanted.value.length, wanted.value.length);
}

function pick(panel, number) {
  const radio = panel.querySelectorAll("input[type=radio]")[number - 1];
  if (!radio) return;
  radio.checked = true;
  const words = panel.querySelector("textarea");
  if (radio.value === "other" && words) words.focus();
  else radio.focus();
}

function pressed(event, panel) {
  const sends = event.ctrlKey || event.metaKey;
  if (event.key === "Escape") {
    panel.open = false;
    document.getElementById("main").focus();
  } else if (event.key === "Enter" && (sends || event.target.matches("input[type=radio]"))) {
    panel.querySelector("form")?.requestSubmit();
  } else if (/^[1-9]$/.test(event.key) && !sends && !isText(event.target)) {
    pick(panel, Number(event.key));
  } else return;
  event.preventDefault();
}

export function mount(bar) {
  const panels = [...bar.querySelectorAll("details")];
  for (const panel of panels) {
    // Opened here and not by the browser, so that the next key already belongs to the panel.
    panel.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      const open = !panel.open;
      for (const each of panels) each.open = each === panel && open;
      if (open) focus(panel);
    });
    // Open from the beginning: by the time this is here, somebody may be writing.
    if (panel.open && !document.activeElement.matches("input, textarea, select")) focus(panel);
  }
  document.addEventListener("keydown", (event) => {
    const panel = panels.find((each) => each.open);
    if (panel && !composing(event) && !event.defaultPrevented) pressed(event, panel);
  });
}
