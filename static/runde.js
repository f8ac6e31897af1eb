// Better with it, whole without it: tell the server the browser's time zone, and lead to what needs attention.
"use strict";

for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}

document.getElementById("error-summary")?.focus();
