/* «Введите PIN-код»: the telephone signs what the server gave it, and the PIN goes with the signature. */

import { send, sendSigned } from "./asking.js";
import { hasKey } from "./device.js";
import { Pad } from "./pad.js";
import { hasBiometrics, showPasskey } from "./passkey.js";
import { prepare } from "./sealed.js";
import { keep, wipe } from "./store.js";

const form = document.querySelector("[data-unlock]");
const forget = document.querySelector("[data-forget]");
const pad = new Pad(form.querySelector("[data-pad]"));

async function open(fields) {
  let answer;
  try {
    answer = await sendSigned(form, fields);
  } catch (failure) {
    // The owner turned the question about his finger away: the PIN is there.
    if (failure instanceof DOMException) return;
    answer = { words: form.dataset.lostLink };
  }
  if (answer.ok) location.replace(answer.next);
  else pad.fail(answer.words ?? form.dataset.lostLink);
}

async function openByPin() {
  for (;;) await open({ pin: await pad.ask() });
}

async function openByBiometrics() {
  await open(async ({ passkey, challenge }) => {
    const { assertion, secret } = await showPasskey(passkey, challenge);
    if (secret) {
      await prepare(secret);
      await keep("passkey", passkey);
    }
    return { assertion };
  });
}

const biometrics = form.querySelector("[data-biometrics]");
biometrics?.addEventListener("click", openByBiometrics);

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
  openByPin();
  // Asked for at once, as the owner chose it; browsers that want a press first leave it to the button.
  if (biometrics && (await hasBiometrics())) openByBiometrics();
} else {
  await send(form, {}, forget.action);
  location.replace(form.dataset.gone);
}
