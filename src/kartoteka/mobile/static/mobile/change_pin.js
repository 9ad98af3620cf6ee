/* Another PIN: the one in use, with the signature of the telephone; the new one; and that once more. */

import { send, sendSigned } from "./asking.js";
import { Pad } from "./pad.js";

const form = document.querySelector("[data-change-pin]");
const title = document.getElementById("title");
const pad = new Pad(form.querySelector("[data-pad]"));

/* Asks for digits until `accept` is content with them; it answers as the server does. */
async function until(accept) {
  for (;;) {
    const pin = await pad.ask();
    const answer = await accept(pin).catch(() => ({ words: form.dataset.lostLink }));
    if (answer.ok) return { pin, answer };
    pad.fail(answer.words ?? form.dataset.lostLink);
  }
}

form.addEventListener("submit", (event) => event.preventDefault());
await until((pin) => sendSigned(form, { action: "show", pin }));
title.textContent = form.dataset.new;
const { pin } = await until((chosen) => send(form, { action: "check", pin: chosen }));
title.textContent = form.dataset.again;
const { answer } = await until(async (again) => {
  if (again !== pin) return { ok: false, words: form.dataset.mismatch };
  return send(form, { pin, pin_again: again });
});
location.replace(answer.next);
