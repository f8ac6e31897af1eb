// Better with it, whole without it: tell the server the browser's time zone, and lead to what needs attention.
"use strict";

for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}

document.getElementById("error-summary")?.focus();

// Ctrl+Enter sends a form off from within a longer text, as Enter does from a line; never one that cannot be taken back.
document.addEventListener("keydown", (event) => {
  const { form } = event.target;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea") || !form) return;
  if (form.method !== "post" || form.querySelector(".danger")) return;
  event.preventDefault();
  form.requestSubmit();
});
