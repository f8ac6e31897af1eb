// One number per answer, the same in every language, while nothing is being typed; the arrows go from button to button.
"use strict";

const form = document.querySelector("[data-answers]");

const buttons = form ? [...form.querySelectorAll("[data-key]")] : [];
buttons[0]?.focus({ preventScroll: true });

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const answer = buttons.find((button) => button.dataset.key === event.key);
  if (answer) return form.requestSubmit(answer);
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (at < 0 || !step) return;
  event.preventDefault();
  buttons[(at + step + buttons.length) % buttons.length].focus();
});
