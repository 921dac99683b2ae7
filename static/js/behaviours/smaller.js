// Photos that are chosen in a form are drawn smaller before it sends them.
import { smaller } from "../editor/smaller.js";

export function mount(field) {
  field.addEventListener("change", async () => {
    const chosen = [...field.files];
    const light = await Promise.all(chosen.map(smaller));
    if (chosen.some((file, index) => file !== field.files[index])) return; // others were chosen meanwhile
    const carried = new DataTransfer();
    for (const file of light) carried.items.add(file);
    field.files = carried.files;
  });
}
