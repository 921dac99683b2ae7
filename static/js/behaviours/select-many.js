// Choosing many in a list: with Shift, all between two boxes; [data-chosen] says how many there are.
export function mount(form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=item]")];
  const chosen = form.querySelector("[data-chosen]");
  let last = null;
  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    if (chosen) chosen.textContent = number || "";
    form.toggleAttribute("data-any", number > 0);
  };
  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!boxes.includes(box)) return;
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    count();
  });
  count();
}
