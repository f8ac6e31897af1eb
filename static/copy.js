// Copies a text from its field, as plain text or with paragraphs and links. Without a clipboard the buttons stay hidden.
"use strict";

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const linked = (text) => text.replace(/https:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g, (link) => `<a href="${link}">${link}</a>`);

const asHtml = (text) =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${linked(escaped(paragraph.trim())).replace(/\n/g, "<br>")}</p>`)
    .join("");

const copy = async (button) => {
  const text = document.getElementById(button.dataset.copy).value;
  if ("rich" in button.dataset) {
    const kinds = { "text/plain": text, "text/html": asHtml(text) };
    const blobs = Object.entries(kinds).map(([type, content]) => [type, new Blob([content], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  } else {
    await navigator.clipboard.writeText(text);
  }
  document.querySelector("[data-copy-status]").textContent = button.textContent = button.dataset.copied;
};

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard || ("rich" in button.dataset && !window.ClipboardItem)) continue;
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

for (const text of document.querySelectorAll("[data-select-all]")) text.addEventListener("focus", () => text.select());
