// The bar of decisions: a panel that opens gets the focus, digits pick a reason in it, Escape closes it.
const fields = "input:not([type=hidden]), textarea, select, button";
const isText = (element) => element.matches("textarea, input:not([type=radio]):not([type=checkbox])");

function opened(panel) {
  const first = panel.querySelector(`.deed__panel :is(${fields})`);
  const wanted = panel.querySelector(".deed__panel input:checked") ?? first;
  wanted?.focus();
  if (wanted && isText(wanted)) wanted.setSelectionRange?.(wanted.value.length, wanted.value.length);
}

function pick(panel, number) {
  const radio = panel.querySelectorAll("input[type=radio]")[number - 1];
  if (!radio) return false;
  radio.checked = true;
  const words = panel.querySelector("textarea");
  if (radio.value === "other" && words) words.focus();
  else radio.focus();
  return true;
}

export function mount(bar) {
  for (const panel of bar.querySelectorAll("details")) {
    panel.addEventListener("toggle", () => {
      if (panel.open) opened(panel);
    });
    panel.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && panel.open) {
        panel.open = false;
        document.getElementById("main").focus();
        event.preventDefault();
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        panel.querySelector("form")?.requestSubmit();
        event.preventDefault();
      } else if (/^[1-9]$/.test(event.key) && !isText(event.target)) {
        if (pick(panel, Number(event.key))) event.preventDefault();
      } else if (event.key === "Enter" && event.target.matches("input[type=radio]")) {
        event.preventDefault();
        panel.querySelector("form").requestSubmit();
      }
    });
    if (panel.open) opened(panel);
  }
}
