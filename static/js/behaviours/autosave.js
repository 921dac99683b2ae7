// Keeps the whole form as a draft on the server: <form data-behaviour="autosave" data-url="/drafts/new-question">.
import { keepForm } from "../editor/draft.js";

export function mount(form) {
  keepForm(form, form.dataset.url, form.querySelector("[data-draft-state]"));
}
