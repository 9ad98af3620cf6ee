/*
 * The service worker of «К врачу». It keeps the shell and the page for when there is no network; never a page with
 * somebody's data, and never an answer of the app's server but the files under the static address.
 */

const facts = {{ facts | tojson }};
const CACHE = `shell-${facts.version}`;

async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll(facts.shell);
  // Asked for as nobody: what is kept must not be the page of an account.
  await cache.add(new Request(facts.offline, { credentials: "omit", cache: "reload" }));
}

async function forgetFormerShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function fileOfShell(request) {
  const kept = await caches.match(request);
  return kept ?? fetch(request);
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(facts.offline)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepShell());
});
self.addEventListener("activate", (event) => event.waitUntil(forgetFormerShells()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  // With a network the browser's own cache has the files, which never change, and is nearer than this one.
  else if (!navigator.onLine && address.pathname.startsWith(facts.static)) event.respondWith(fileOfShell(request));
});

/* A knock carries nothing: what it says stands here, and it names nobody. */
self.addEventListener("push", (event) => {
  const how = { body: "Новое событие в записи", icon: facts.icon, badge: facts.icon, tag: "news", lang: "ru" };
  event.waitUntil(self.registration.showNotification("К врачу", how));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openApp());
});

async function openApp() {
  const [open] = await self.clients.matchAll({ type: "window" });
  return open ? open.focus() : self.clients.openWindow(facts.home);
}
