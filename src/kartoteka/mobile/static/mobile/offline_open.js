/* «Открыть последнюю медкарту»: without a network, by the owner's finger or face alone. */

import { showPasskey } from "./passkey.js";
import { copy, opened } from "./sealed.js";
import { read } from "./store.js";
import { encoded } from "./device.js";

const place = document.querySelector("[data-copy]");
const moment = new Intl.DateTimeFormat("ru", { dateStyle: "long", timeStyle: "short" });

function shown({ title, html, at }) {
  const page = document.createElement("section");
  page.className = "box stack stack--s";
  const words = new DOMParser().parseFromString(html, "text/html").body;
  const when = document.createElement("p");
  when.className = "muted";
  when.textContent = `${title.split(" — ")[0]}, по состоянию на ${moment.format(at)}`;
  page.append(when, ...words.childNodes);
  return page;
}

const kept = await copy();
const passkey = await read("passkey");
if (kept && passkey) {
  place.hidden = false;
  place.querySelector("[data-copy-date]").textContent = `По состоянию на ${moment.format(kept.pages[0].at)}`;
  place.querySelector("button").addEventListener("click", async () => {
    const error = place.querySelector("[data-error]");
    error.textContent = "";
    try {
      const { secret } = await showPasskey(passkey, encoded(crypto.getRandomValues(new Uint8Array(32))));
      const pages = await opened(secret);
      document.querySelector("[data-copy-pages]").replaceChildren(...pages.map(shown));
      place.hidden = true;
    } catch {
      error.textContent = place.dataset.failed;
    }
  });
}
