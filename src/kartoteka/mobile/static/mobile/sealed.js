/*
 * The copy of the last seen record for when there is no network. What is kept can be read only with the secret of the
 * passkey (PRF): not by whoever takes the telephone apart, and not by this script while nobody shows his finger.
 *
 * Pages are sealed to a public key, so nobody has to be asked while he reads; its private half lies wrapped under the
 * passkey's secret.
 */

import { drop, keep, read } from "./store.js";

const KEYS = "copy-keys";
const COPY = "copy";
const LASTS = 7 * 24 * 60 * 60 * 1000;
const MOST_PAGES = 12;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const LOCK = { name: "AES-GCM", length: 256 };
const encode = (text) => new TextEncoder().encode(text);

async function lockOf(secret, purpose, uses) {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: encode(purpose) };
  return crypto.subtle.deriveKey(how, base, LOCK, false, uses);
}

async function lockBetween(privateKey, publicKey, uses) {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
  return lockOf(shared, "k-vrachu page", uses);
}

const asPublic = (raw) => crypto.subtle.importKey("raw", raw, CURVE, false, []);
const nonce = () => crypto.getRandomValues(new Uint8Array(12));

/* Called when the passkey gave its secret: from then on pages can be sealed. */
export async function prepare(secret) {
  if (await read(KEYS)) return;
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const iv = nonce();
  const lock = await lockOf(secret, "k-vrachu copy keys", ["wrapKey"]);
  const wrapped = await crypto.subtle.wrapKey("pkcs8", pair.privateKey, lock, { name: "AES-GCM", iv });
  await keep(KEYS, { publicKey: await crypto.subtle.exportKey("raw", pair.publicKey), wrapped, iv });
}

/* Another passkey has another secret: what the former one sealed can't be opened any more. */
export async function forget() {
  await drop(KEYS);
  await drop(COPY);
}

/* The copy that is still good; what is too old is deleted on the way. */
export async function copy() {
  const kept = await read(COPY);
  if (!kept) return null;
  const pages = kept.pages.filter((page) => Date.now() < page.at + LASTS);
  if (pages.length === kept.pages.length) return kept;
  if (!pages.length) {
    await drop(COPY);
    return null;
  }
  await keep(COPY, { ...kept, pages });
  return { ...kept, pages };
}

export const forgetCopy = () => drop(COPY);

/* Seals one page of a person's record. Only one person's is kept: the one seen last. */
export async function seal(card, path, page) {
  const keys = await read(KEYS);
  if (!keys) return;
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const lock = await lockBetween(once.privateKey, await asPublic(keys.publicKey), ["encrypt"]);
  const iv = nonce();
  const contents = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, lock, encode(JSON.stringify(page)));
  const from = await crypto.subtle.exportKey("raw", once.publicKey);
  const kept = await copy();
  const others = kept?.card === card ? kept.pages.filter((one) => one.path !== path) : [];
  const pages = [{ path, at: Date.now(), from, iv, contents }, ...others].slice(0, MOST_PAGES);
  await keep(COPY, { card, pages });
}

/* All pages of the copy, opened with the secret of the passkey. */
export async function opened(secret) {
  const [keys, kept] = [await read(KEYS), await copy()];
  if (!keys || !kept) return [];
  const lock = await lockOf(secret, "k-vrachu copy keys", ["unwrapKey"]);
  const how = { name: "AES-GCM", iv: keys.iv };
  const mine = await crypto.subtle.unwrapKey("pkcs8", keys.wrapped, lock, how, CURVE, false, ["deriveBits"]);
  return Promise.all(kept.pages.map(async ({ at, from, iv, contents }) => {
    const key = await lockBetween(mine, await asPublic(from), ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, contents);
    return { at, ...JSON.parse(new TextDecoder().decode(plain)) };
  }));
}
