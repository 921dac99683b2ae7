// What has to be read first gets the focus, for example the list of what is wrong in a form.
export function mount(box) {
  box.focus({ preventScroll: false });
}
