// Sets the chosen colours before the first paint; without a choice the device decides.
(() => {
  const root = document.documentElement;
  root.dataset.script = "on";
  try {
    const theme = localStorage.getItem("theme");
    if (["light", "dark", "contrast"].includes(theme)) root.dataset.theme = theme;
  } catch {
    // Storage may be closed: the device's colours are fine.
  }
})();
