// Stars are given by choosing them: the word for each value is shown, and the form sends itself.
const WAIT = 700; // so that somebody walking with the arrow keys is not cut short

export function mount(form) {
  const shown = form.querySelector("[data-stars-word]");
  const button = form.querySelector("[data-stars-send]");
  const words = [...form.querySelectorAll("[data-word]")];
  const chosen = () => form.querySelector("input[name=stars]:checked");
  const say = () => {
    const input = chosen();
    shown.textContent = input ? words[input.value - 1].dataset.word : "";
  };
  for (const label of words) {
    label.addEventListener("pointerenter", () => {
      shown.textContent = label.dataset.word;
    });
    label.addEventListener("pointerleave", say);
  }
  button.hidden = true;
  let timer;
  form.addEventListener("change", () => {
    say();
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(button), WAIT);
  });
}
