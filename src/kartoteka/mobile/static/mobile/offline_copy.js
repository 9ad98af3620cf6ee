/* Seals the page of a record that is on the screen; a record that does not open any more is forgotten at once. */

import { copy, forgetCopy, seal } from "./sealed.js";

const OK = 200;
const NOT_KEPT = "script, form, button, nav, dialog, input, .notices, [hidden]";
const CLOSED = new Set([403, 404]);
const card = /\/card-index\/([0-9a-f-]{36})\/record\//.exec(location.pathname)?.[1];
const status = performance.getEntriesByType("navigation")[0]?.responseStatus;

/* What can be read of a page: no forms, no buttons, no links that lead nowhere without a network. */
function readable() {
  const words = document.querySelector("#main .wrap").cloneNode(true);
  words.querySelectorAll(NOT_KEPT).forEach((one) => one.remove());
  words.querySelectorAll("a").forEach((link) => {
    const plain = document.createElement("span");
    plain.append(...link.childNodes);
    link.replaceWith(plain);
  });
  words.querySelectorAll("h1").forEach((title) => {
    const below = document.createElement("h2");
    below.append(...title.childNodes);
    title.replaceWith(below);
  });
  words.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
  return words.innerHTML;
}

if (card && status === OK) {
  await seal(card, location.pathname, { title: document.title, html: readable() });
} else if (card && CLOSED.has(status) && (await copy())?.card === card) {
  await forgetCopy();
}
