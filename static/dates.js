// Everybody's hours follow while day and time are chosen; without this there is a button for it.
"use strict";

const form = document.getElementById("when");

form?.addEventListener("change", async () => {
  const asked = new FormData(form);
  asked.delete("csrf_token");
  if (!asked.get("day") || !asked.get("time")) return;
  const answer = await fetch(`${location.pathname}?${new URLSearchParams(asked)}`);
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const hours = page.getElementById("hours");
  if (!hours) return;
  document.getElementById("hours").replaceChildren(...hours.childNodes);
  for (const field of form.querySelectorAll(".field")) {
    const twin = page.getElementById(field.querySelector("[id]:is(input, select)").id).closest(".field");
    field.classList.toggle("wrong", twin.classList.contains("wrong"));
    field.querySelector(".error")?.remove();
    field.append(...twin.querySelectorAll(".error"));
  }
});
