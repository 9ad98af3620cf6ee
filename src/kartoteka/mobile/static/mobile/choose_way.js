/* «Как входить в приложение?»: the button of biometrics makes a passkey; the other one is a plain form. */

import { send } from "./asking.js";
import { hasBiometrics, makePasskey } from "./passkey.js";
import { forget } from "./sealed.js";

const form = document.querySelector("[data-biometrics-form]");
const error = form.querySelector("[data-error]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
  try {
    const { ok, ...options } = await send(form, { action: "options" });
    const answer = ok ? await send(form, await makePasskey(options)) : {};
    if (answer.next) {
      await forget();
      location.replace(answer.next);
      return;
    }
    error.textContent = answer.words ?? form.dataset.failed;
  } catch {
    // Given up, or the telephone did not know the finger.
    error.textContent = form.dataset.failed;
  }
});

form.hidden = !(await hasBiometrics());
document.querySelector("[data-no-biometrics]").hidden = !form.hidden;
