// Makes or asks a passkey, then sends the form with its answer.
// <form data-behaviour="passkey" data-url="…/options" data-deed="create|get"> with [name=credential], [data-passkey-on], [data-passkey-said].
import { send } from "../words.js";

export function mount(form) {
  const button = form.querySelector("[data-passkey-on]");
  const said = form.querySelector("[data-passkey-said]");
  const known = window.PublicKeyCredential;
  if (!known?.parseRequestOptionsFromJSON || !known.parseCreationOptionsFromJSON) {
    button.hidden = true;
    said.textContent = said.dataset.missing;
    return;
  }

  async function answer() {
    const asked = await send(form.dataset.url, { body: new FormData(form) });
    if (!asked.ok) throw new Error(`The site answered ${asked.status}.`);
    const options = await asked.json();
    return form.dataset.deed === "create"
      ? navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(options) });
  }

  button.addEventListener("click", async () => {
    if (!form.reportValidity()) return;
    button.disabled = true;
    said.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify((await answer()).toJSON());
      form.submit();
    } catch (error) {
      console.info("The passkey was not used.", error);
      said.textContent = said.dataset.failed;
      button.disabled = false;
    }
  });
}
