// Better with it, whole without it: drop a file on the page, see that reading takes a moment, copy a letter.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  for (const hint of zone.querySelectorAll("[data-drop-hint]")) hint.hidden = false;
  const over = (isOver) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", isOver);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    input.focus();
  });
}

// A file dropped beside the field must not replace the page.
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());

for (const form of document.querySelectorAll("form[data-busy]")) {
  const button = form.querySelector("button:not([type=button])");
  const label = button.textContent;
  form.addEventListener("submit", () => {
    button.setAttribute("aria-busy", "true");
    button.textContent = form.dataset.busy;
  });
  // Back in the history the page may come as it was left.
  window.addEventListener("pageshow", () => {
    button.removeAttribute("aria-busy");
    button.textContent = label;
  });
}

for (const text of document.querySelectorAll("[data-select-all]")) text.addEventListener("focus", () => text.select());
