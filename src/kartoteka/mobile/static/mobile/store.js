/*
 * What the app keeps on the telephone: the key that can't leave it, and the sealed copy of a record.
 * Nothing here is readable text, and «Выйти» leaves none of it.
 */

const NAME = "k-vrachu";
const KEPT = "kept";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(KEPT);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(mode, work) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = base.transaction(KEPT, mode);
      const asked = work(transaction.objectStore(KEPT));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    base.close();
  }
}

export const read = (name) => inStore("readonly", (kept) => kept.get(name));
export const keep = (name, value) => inStore("readwrite", (kept) => kept.put(value, name));
export const drop = (name) => inStore("readwrite", (kept) => kept.delete(name));

/* Everything, whoever it belonged to: key, sealed copy, pages, and what other scripts may have left. */
export async function wipe() {
  localStorage.clear();
  sessionStorage.clear();
  // The shell is everybody's, and without it the next one would see no page when the network is lost.
  const kept = "caches" in globalThis ? await caches.keys() : [];
  const pages = kept.filter((name) => !name.startsWith("shell-"));
  await Promise.all([
    ...pages.map((name) => caches.delete(name)),
    new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase(NAME);
      // Another window may hold it open for a moment: it is deleted as soon as that one lets go.
      asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
    }),
  ]);
}
