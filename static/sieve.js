// People are found as one types or chooses: only what was found is shown anew, and the address follows.
"use strict";

{
  const PAUSE_MS = 250;
  const sieve = () => document.querySelector("form[data-finds]");
  let pause, asking;

  document.addEventListener("input", ({ target }) => {
    if (!target.form?.matches("[data-finds]")) return;
    clearTimeout(pause);
    pause = setTimeout(() => sieve()?.requestSubmit(), PAUSE_MS);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-finds]")) return;
    event.preventDefault();
    clearTimeout(pause);
    asking?.abort();
    asking = new AbortController();
    const address = new URL(form.action);
    address.hash = "";
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    try {
      const answer = await fetch(address, { signal: asking.signal });
      show(await answer.text(), form.dataset.finds);
      follow(address);
    } catch (error) {
      if (error.name === "AbortError") return;
      form.removeAttribute("data-finds");
      form.requestSubmit();
    }
  });

  function show(html, part) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(part);
    // Another page, as when a sign-in has run out, is asked for as a whole.
    if (!fresh) throw new Error("not the same page");
    document.getElementById(part).replaceChildren(...fresh.childNodes);
  }

  // Acts elsewhere on the page come back to the same people.
  function follow(address) {
    history.replaceState(null, "", address);
    for (const field of document.querySelectorAll("input[name=back]")) {
      const back = new URL(field.value, address);
      field.value = address.pathname + address.search + back.hash;
    }
  }
}
