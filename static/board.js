// Counts down to the moment mails leave, by the server's clock, and looks again once they have.
"use strict";

const leaving = document.querySelector("[data-leaves-at]");

if (leaving) {
  const ahead = Date.parse(leaving.dataset.leavesAt) - Date.parse(leaving.dataset.now);
  const until = performance.now() + ahead;
  const tick = () => {
    const seconds = Math.ceil((until - performance.now()) / 1000);
    if (seconds > 0) {
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      leaving.textContent = `(${leaving.dataset.words.replace("{time}", time)})`;
      setTimeout(tick, 1000);
    } else {
      leaving.textContent = "";
      setTimeout(look, 5000);
    }
  };
  // Nobody loses what they are typing or have chosen: the page looks again only when nothing is under way.
  const look = () => {
    const isBusy = document.activeElement?.matches("input, textarea, select") || document.querySelector("input[type=file]")?.value;
    if (isBusy || document.hidden) setTimeout(look, 5000);
    else location.replace(location.pathname);
  };
  tick();
}

for (const form of document.querySelectorAll("[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
