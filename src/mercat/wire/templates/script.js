// What pages are more comfortable with. Everything can be read and done without it.
"use strict";

const words = document.currentScript.dataset;

// A button beside every read-only text, which puts it on the clipboard; it says for two seconds that it did.
function offerCopy(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second copy";
  button.textContent = words.copy;
  for (const label of field.labels) {
    label.id ||= `${field.id}-label`;
    button.setAttribute("aria-describedby", label.id);
  }
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select(); // without TLS the clipboard may be out of reach: the older way
      document.execCommand("copy");
    }
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
  const row = document.createElement("div");
  row.className = "copying";
  field.replaceWith(row);
  row.append(field, button);
}

document.querySelectorAll(":is(input, textarea).code[readonly]").forEach(offerCopy);

// A table that is wider than its window can be scrolled with the keyboard too.
document.querySelectorAll(".sheet:not([role])").forEach((sheet) => {
  if (sheet.scrollWidth > sheet.clientWidth) {
    const named = sheet.querySelector("caption") ?? document.querySelector("h1");
    sheet.tabIndex = 0;
    sheet.setAttribute("role", "region");
    sheet.setAttribute("aria-label", named.textContent);
  }
});

// A number that its address keeps fresh, every two seconds while somebody looks; its places on a page share one call.
function keepFresh(places) {
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(places[0].dataset.live).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { count } = await answer.json();
    for (const place of places) place.textContent = count;
  }, 2000);
}

const living = [...document.querySelectorAll("[data-live]")];
if (living.length) keepFresh(living);
