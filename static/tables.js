// Acts on the table change the page in place: no jump, and what is being typed stays.
"use strict";

const main = document.getElementById("content");

main.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-stay]")) return;
  event.preventDefault();
  const button = event.submitter;
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    show(await answer.text(), button?.id);
  } catch {
    form.removeAttribute("data-stay");
    form.requestSubmit(button);
  }
});

function show(html, focused) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("content");
  for (const field of main.querySelectorAll("[data-keep] :is(input, select):not([type=hidden])")) {
    const twin = fresh.querySelector(`#${field.id}`);
    if (twin && field.matches("[type=radio], [type=checkbox]")) twin.checked = field.checked;
    else if (twin) twin.value = field.value;
  }
  for (const open of main.querySelectorAll("details[open][id]")) fresh.querySelector(`#${open.id}`)?.setAttribute("open", "");
  const height = scrollY;
  const typed = document.activeElement;
  main.replaceChildren(...fresh.childNodes);
  scrollTo({ top: height, behavior: "instant" });
  (document.getElementById("refused") ?? document.getElementById(focused))?.focus({ preventScroll: !document.getElementById("refused") });
  if (typed?.matches("#sieve [name=q]")) goOnTyping(main.querySelector("#sieve [name=q]"), typed);
}

// Who goes on typing in the search meanwhile is not interrupted.
function goOnTyping(field, typed) {
  if (!field) return;
  const hasMore = field.value !== typed.value;
  field.value = typed.value;
  field.focus({ preventScroll: true });
  field.setSelectionRange(typed.selectionStart, typed.selectionEnd);
  if (hasMore) field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Whose seat or line in the list is looked at: their ties light up on the drawn table.
for (const looked of ["pointerover", "focusin"]) main.addEventListener(looked, ({ target }) => light(target.closest?.("[data-person]")?.dataset.person));
main.addEventListener("pointerleave", () => light());

function light(person) {
  for (const table of main.querySelectorAll(".round-table > svg")) {
    for (const place of table.querySelectorAll(".place")) place.classList.toggle("lit", Boolean(person) && place.dataset.person === person);
    for (const tie of table.querySelectorAll(".ties .tie")) tie.classList.toggle("lit", tie.dataset.ends.split(" ").includes(person));
    table.classList.toggle("some-lit", Boolean(table.querySelector(".tie.lit")));
  }
}

// A link to something folded away opens it.
main.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href*='#']");
  const fold = link && link.pathname === location.pathname && document.getElementById(link.hash.slice(1));
  if (fold?.matches?.("details")) fold.open = true;
});
