// Better with it, whole without it: letters change while their words are typed, and a placeholder needs one click.
"use strict";

const PAUSE = 250;
let waiting = 0;
let asked = null;

for (const button of document.querySelectorAll("[data-without-script]")) {
  button.hidden = true;
}

const shown = (id, html) => {
  const place = document.getElementById(id);
  if (place) place.innerHTML = html;
};

const preview = async (form) => {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      signal: asked.signal,
    });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return;
    const { paper, mends } = await answer.json();
    shown("paper", paper);
    shown("mends", mends);
  } catch (error) {
    if (error.name !== "AbortError") console.warn(error);
  }
};

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.dataset.preview) return;
  if ("unsaved" in form.dataset && target.id !== "example") form.dataset.unsaved = "yes";
  clearTimeout(waiting);
  waiting = setTimeout(preview, PAUSE, form);
});

// A text of some length is not thrown away by a slip.
document.addEventListener("submit", ({ target }) => delete target.dataset.unsaved);
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector('[data-unsaved="yes"]')) event.preventDefault();
});

// Placeholders become buttons that write themselves where the cursor was.
let field = document.querySelector("form[data-unsaved] textarea");
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("form[data-unsaved] textarea, form[data-unsaved] input[type=text]")) field = target;
});
for (const code of document.querySelectorAll("[data-insert]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "insert";
  button.textContent = code.textContent;
  button.addEventListener("click", () => {
    field.setRangeText(button.textContent, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  code.replaceWith(button);
}
