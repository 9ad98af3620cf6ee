/* «Создание PIN-кода»: four digits, once more, then the key of the telephone is made and goes out with them. */

import { send } from "./asking.js";
import { makeKey } from "./device.js";
import { Pad } from "./pad.js";
import { hasBiometrics } from "./passkey.js";
import { wipe } from "./store.js";

const form = document.querySelector("[data-create-pin]");
const title = document.getElementById("title");
const other = form.querySelector("[data-other]");
const pad = new Pad(form.querySelector("[data-pad]"));
const first = title.textContent;

async function choose() {
  for (;;) {
    const pin = await pad.ask();
    const answer = await send(form, { action: "check", pin });
    if (answer.ok) return pin;
    pad.fail(answer.words);
  }
}

async function repeat(pin) {
  title.textContent = form.dataset.again;
  other.hidden = false;
  for (;;) {
    const again = await pad.ask();
    if (again === pin) return again;
    pad.fail(form.dataset.mismatch);
  }
}

async function create() {
  const pin = await choose();
  const pinAgain = await repeat(pin);
  // Whoever was here before leaves nothing behind.
  await wipe();
  const answer = await send(form, { pin, pin_again: pinAgain, key: await makeKey() });
  if (answer.ok) {
    location.replace((await hasBiometrics()) ? answer.way : answer.next);
    return;
  }
  await wipe();
  title.textContent = first;
  other.hidden = true;
  pad.fail(answer.words);
  await create();
}

// The digits that were typed are forgotten with the page.
other.addEventListener("click", () => location.reload());
form.addEventListener("submit", (event) => event.preventDefault());
create();
