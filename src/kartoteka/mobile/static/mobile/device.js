/* The key of the telephone. Its private half is made here and can't be read, not even by this script. */

import { keep, read } from "./store.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const KEY = "device-key";

export function encoded(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function decoded(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}

/* Makes the key, keeps it, and gives its public half for the server. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  await keep(KEY, pair.privateKey);
  return encoded(await crypto.subtle.exportKey("raw", pair.publicKey));
}

export async function hasKey() {
  return (await read(KEY)) !== undefined;
}

export async function sign(challenge) {
  return encoded(await crypto.subtle.sign(SIGNING, await read(KEY), decoded(challenge)));
}
