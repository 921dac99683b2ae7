// A field that is there to be copied from selects all of itself when it gets the focus.
export function mount(field) {
  field.addEventListener("focus", () => field.select());
}
