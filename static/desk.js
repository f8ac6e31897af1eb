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

// The words for one guest keep themselves, so that nothing is left behind when the host goes on to another letter.
let keeping = 0;
const said = (which) => {
  const kept = document.getElementById("kept");
  if (kept) kept.textContent = which ? kept.dataset[which] : "";
};

const keep = async (form) => {
  clearTimeout(keeping);
  if (!form.dataset.changed) return;
  delete form.dataset.changed;
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      keepalive: true,
    });
    const kept = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!kept) form.dataset.changed = "yes";
    said(kept ? "words" : "not");
  } catch (error) {
    form.dataset.changed = "yes";
    said("not");
    console.warn(error);
  }
};

const words = document.querySelector("form[data-autosave]");
document.addEventListener("visibilitychange", () => words && document.hidden && keep(words));
window.addEventListener("pagehide", () => words && keep(words));
words?.addEventListener("submit", ({ submitter }) => {
  // Turning the page to another language keeps nothing by itself.
  if (submitter?.name === "language_of_page") return;
  clearTimeout(keeping);
  delete words.dataset.changed;
});

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form?.dataset.autosave) {
    form.dataset.changed = "yes";
    said("not");
    clearTimeout(keeping);
    keeping = setTimeout(keep, 3 * PAUSE, form);
  }
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
