// Better with it, whole without it: drop a file on the page, see that reading takes a moment.
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

const showBusy = (form) => {
  const button = form.querySelector("button:not([type=button], [form])");
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
};
for (const form of document.querySelectorAll("form[data-busy]")) showBusy(form);

// What a changed choice makes of the list is shown at once: the form is sent as its button would, and every part of
// the page that the list is read into is put in place of the old one.
const PARTS = ["read-head", "read-people", "read-columns", "read-aside", "read-next"];
let waitingFor = null;

const follow = async (form) => {
  waitingFor?.abort();
  waitingFor = new AbortController();
  form.querySelector("[data-follow-status]").textContent = form.dataset.busy;
  // What would be imported is not what is on the screen until the preview has followed.
  const imports = document.querySelector("#read-next [name=shown]")?.form.querySelector("button");
  if (imports) imports.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal: waitingFor.signal });
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
};

const show = (page) => {
  if (!PARTS.every((id) => page.getElementById(id))) return location.reload();
  const focused = document.activeElement?.id;
  const unfolded = [...document.querySelectorAll("details[id][open]")].map((details) => details.id);
  for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  begin();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const status = document.querySelector("[data-follow-status]");
  status.textContent = document.querySelector("h1").textContent;
};

const begin = () => {
  for (const form of document.querySelectorAll("form[data-follow]")) {
    form.querySelector("[data-without-script]").hidden = true;
    form.addEventListener("change", () => follow(form));
  }
};
begin();
