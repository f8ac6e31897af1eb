// How far an import is, asked for once a second. Without this the page is loaded anew.
"use strict";

const PARTS_OF_IMPORT = ["import-stage", "import-rows"];

const showProgress = (told) => {
  for (const id of PARTS_OF_IMPORT) {
    const here = document.getElementById(id);
    const text = told.getElementById(id).textContent.trim();
    // What has not changed is not announced again.
    if (here.textContent.trim() !== text) here.textContent = text;
  }
  const bar = document.getElementById("import-progress");
  const now = told.getElementById("import-progress");
  for (const name of ["max", "value"]) {
    if (now.hasAttribute(name)) bar.setAttribute(name, now.getAttribute(name));
    else bar.removeAttribute(name);
  }
};

const ask = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !told.getElementById("importing")) {
      location.reload();
      return;
    }
    showProgress(told);
  } catch {
    // The program may just be starting again: ask once more.
  }
  setTimeout(ask, 1000);
};
setTimeout(ask, 1000);
