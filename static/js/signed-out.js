// Tells once, above the page, that nothing can be sent before signing in again; what was typed stays where it is.
// It goes as soon as somebody comes back to the page who has signed in elsewhere meanwhile: the same person only.
import { signedInAgain, word } from "./words.js";

export function tell() {
  if (document.getElementById("signed-out")) return;
  const note = document.createElement("div");
  note.id = "signed-out";
  note.className = "flash flash--warn";
  note.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.className = "flash__text";
  const link = document.createElement("a");
  link.href = "/sign-in";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = word("signIn");
  text.append(word("signedOut"), " ", link);
  note.append(text);
  document.getElementById("main")?.prepend(note);
  const look = async () => {
    if (document.hidden || !(await signedInAgain())) return;
    note.remove();
    document.removeEventListener("visibilitychange", look);
    removeEventListener("focus", look);
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
}
