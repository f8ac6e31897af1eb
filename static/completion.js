// While a placeholder is typed, those that fit are offered under the cursor: arrows choose, Enter or Tab writes it.
"use strict";

const OPENED = /\{\{\s*([a-z_]*)$/;
const MOST = 8;
const FOOT = 90;

const offered = [...document.querySelectorAll(".blanks dl > div")].map((blank) => ({
  text: blank.querySelector("[data-insert], .insert").textContent.trim(),
  meaning: blank.querySelector("dd").firstChild.textContent.trim(),
}));

const list = document.createElement("ul");
list.id = "completion";
list.className = "completion";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", document.querySelector(".blanks summary")?.textContent ?? "");
list.hidden = true;

let box = null;
let chosen = 0;
let from = 0;

const options = () => [...list.children];

const close = () => {
  list.hidden = true;
  box?.removeAttribute("aria-activedescendant");
};

const point = (at) => {
  chosen = (at + list.childElementCount) % list.childElementCount;
  options().forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
  // The list scrolls, not the page beneath it.
  const { offsetTop, offsetHeight } = options()[chosen];
  list.scrollTop = Math.min(offsetTop, Math.max(list.scrollTop, offsetTop + offsetHeight - list.clientHeight));
  box.setAttribute("aria-activedescendant", options()[chosen].id);
};

const write = (text) => {
  // What was typed behind the cursor to close the braces is not doubled.
  const rest = /^\s*\}\}/.exec(box.value.slice(box.selectionEnd))?.[0].length ?? 0;
  box.setRangeText(text, from, box.selectionEnd + rest, "end");
  close();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

const anOption = ({ text, meaning }, number) => {
  const option = document.createElement("li");
  option.id = `completion-${number}`;
  option.setAttribute("role", "option");
  const name = document.createElement("code");
  name.textContent = text;
  option.append(name, " ", meaning);
  option.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    write(text);
  });
  return option;
};

// Where the cursor stands, measured in a copy of the field that nobody sees.
const place = () => {
  const copy = document.createElement("div");
  const style = getComputedStyle(box);
  for (const name of ["font", "lineHeight", "letterSpacing", "padding", "border", "boxSizing"]) copy.style[name] = style[name];
  Object.assign(copy.style, {
    position: "absolute",
    visibility: "hidden",
    width: `${box.offsetWidth}px`,
    whiteSpace: box.tagName === "TEXTAREA" ? "pre-wrap" : "pre",
    overflowWrap: "break-word",
  });
  const cursor = document.createElement("span");
  cursor.textContent = "\u200b";
  copy.append(box.value.slice(0, from), cursor);
  box.parentElement.append(copy);
  const left = Math.min(cursor.offsetLeft, Math.max(0, box.offsetWidth - list.offsetWidth));
  list.style.left = `${box.offsetLeft + left}px`;
  const line = box.offsetTop + cursor.offsetTop - box.scrollTop;
  const below = line + cursor.offsetHeight + 4;
  // Above the line where the bar at the foot of the page would cover it.
  const room = window.innerHeight - FOOT - box.parentElement.getBoundingClientRect().top;
  list.style.top = `${below + list.offsetHeight > room ? line - list.offsetHeight - 4 : below}px`;
  copy.remove();
};

const look = (field) => {
  const typed = OPENED.exec(field.value.slice(0, field.selectionEnd));
  const fitting = typed ? offered.filter(({ text }) => text.includes(typed[1])) : [];
  fitting.sort((one, other) => other.text.startsWith(`{{ ${typed[1]}`) - one.text.startsWith(`{{ ${typed[1]}`));
  if (!fitting.length) return close();
  box = field;
  from = field.selectionEnd - typed[0].length;
  list.replaceChildren(...fitting.slice(0, MOST).map(anOption));
  box.parentElement.append(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  list.hidden = false;
  place();
  point(0);
};

for (const field of document.querySelectorAll("form[data-unsaved] textarea, form[data-unsaved] input[type=text]")) {
  field.parentElement.classList.add("completed");
  field.addEventListener("input", () => look(field));
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const acts = {
      ArrowDown: () => point(chosen + 1),
      ArrowUp: () => point(chosen - 1),
      Enter: () => write(options()[chosen].firstChild.textContent),
      Tab: () => write(options()[chosen].firstChild.textContent),
      Escape: close,
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
}
