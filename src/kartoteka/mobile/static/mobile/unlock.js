/* «Введите PIN-код»: the telephone signs what the server gave it, and the PIN goes with the signature. */

import { send, sendSigned } from "./asking.js";
import { hasKey } from "./device.js";
import { Pad } from "./pad.js";
import { wipe } from "./store.js";

const form = document.querySelector("[data-unlock]");
const forget = document.querySelector("[data-forget]");
const pad = new Pad(form.querySelector("[data-pad]"));

async function unlock() {
  for (;;) {
    const pin = await pad.ask();
    let answer;
    try {
      answer = await sendSigned(form, { pin });
    } catch {
      answer = { words: form.dataset.lostLink };
    }
    if (answer.ok) {
      location.replace(answer.next);
      return;
    }
    pad.fail(answer.words ?? form.dataset.lostLink);
  }
}

forget.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await sendSigned(form, {}, forget.action);
  } finally {
    await wipe();
    forget.submit();
  }
});
form.addEventListener("submit", (event) => event.preventDefault());

// The browser lost the key, so the PIN is of no use: the owner signs in anew.
if (await hasKey()) {
  unlock();
} else {
  await send(form, {}, forget.action);
  location.replace(form.dataset.gone);
}
