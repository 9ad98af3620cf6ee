/* Questions to the server: forms sent without leaving the page. */

import { sign } from "./device.js";
import { wipe } from "./store.js";

const GONE = 410;

/* The answer of the server to a form with these fields besides its own. */
export async function send(form, fields, address = form.action) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (response.status === GONE && answer.next) {
    await wipe();
    location.replace(answer.next);
    // Nothing goes on on this page.
    await new Promise(() => {});
  }
  return { ok: response.ok, ...answer };
}

/* The same, signed by the key of the telephone. `fields` may depend on what the server asks for. */
export async function sendSigned(form, fields, address = form.action) {
  const asked = await send(form, {}, form.dataset.challenge);
  const given = typeof fields === "function" ? await fields(asked) : fields;
  return send(form, { ...given, challenge: asked.challenge, signature: await sign(asked.challenge) }, address);
}
