// Waits while something is being pressed: what moves away under the pointer meanwhile is not pressed after all.
let pressed = false;
let waiting = [];

addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(
    end,
    () => {
      pressed = false;
      // After the click, which the browser tells next.
      setTimeout(() => {
        if (pressed) return;
        const ready = waiting;
        waiting = [];
        for (const each of ready) each();
      });
    },
    true,
  );
}

export const untouched = () => (pressed ? new Promise((ready) => waiting.push(ready)) : Promise.resolve());
