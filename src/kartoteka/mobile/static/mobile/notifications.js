/* «Включить»: the telephone is asked, and tells the server where it can be knocked at. */

import { send } from "./asking.js";
import { decoded } from "./device.js";

const on = document.querySelector("[data-push-on]");
const off = document.querySelector("[data-push-off]");

async function subscription() {
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  return known ?? pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: decoded(on.dataset.key) });
}

if (on && "PushManager" in globalThis && "serviceWorker" in navigator) {
  on.hidden = false;
  document.querySelector("[data-no-push]").hidden = true;
  on.addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = on.querySelector("[data-error]");
    error.textContent = "";
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
      const answer = await send(on, { endpoint: (await subscription()).endpoint });
      if (answer.next) location.replace(answer.next);
      else error.textContent = answer.words;
    } catch {
      error.textContent = on.dataset.denied;
    }
  });
}

off?.addEventListener("submit", async () => {
  const { pushManager } = (await navigator.serviceWorker?.getRegistration("/m/")) ?? {};
  await (await pushManager?.getSubscription())?.unsubscribe();
});
