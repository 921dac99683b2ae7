// What has to be read first gets the focus, for example the list of what is wrong in a form.
export function mount(box) {
  // On a slow line somebody is in a field already when this comes: the keyboard stays there.
  if (document.activeElement === document.body) box.focus({ preventScroll: false });
}
