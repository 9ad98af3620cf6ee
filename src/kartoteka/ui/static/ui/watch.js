/*
 * A page of a health record that lies open. It is cleared as soon as its right has ended, and when nobody was there for
 * a while. The server refuses the next page anyway; this is for what stands on the screen.
 */

const AWAY_AFTER = 15 * 60_000;
const LOOK_AT_CLOCK_EVERY = 5_000;
const ASK_EVERY = 1_500;
const LISTEN_AGAIN_AFTER = 30_000;

const place = document.querySelector("[data-watch]");
const { stream, port, ask } = place.dataset;
let source = null;
let asking = 0;
let isCleared = false;
let lastSign = Date.now();

function clearPage(kind) {
  if (isCleared) return;
  isCleared = true;
  source?.close();
  clearInterval(asking);
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  document.getElementById("main").replaceChildren(
    document.querySelector(`template[data-watch-${kind}]`).content.cloneNode(true),
  );
  const title = document.getElementById("title");
  document.title = title.textContent;
  title.focus();
}

/* ---------- whether the right still stands ---------- */

async function askOnce() {
  try {
    const answer = await fetch(ask, { cache: "no-store" });
    if (answer.status === 410) clearPage("gone");
  } catch {
    // The link is lost: nothing new can be read meanwhile, and the next question may get through.
  }
}

function askFromNowOn() {
  if (asking || isCleared) return;
  asking = setInterval(askOnce, ASK_EVERY);
  askOnce();
}

function listen() {
  if (isCleared) return;
  const beside = port ? `${location.protocol}//${location.hostname}:${port}` : "";
  source = new EventSource(beside + stream, { withCredentials: true });
  source.addEventListener("open", () => {
    clearInterval(asking);
    asking = 0;
  });
  source.addEventListener("gone", () => clearPage("gone"));
  source.addEventListener("error", () => {
    askFromNowOn();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, LISTEN_AGAIN_AFTER);
  });
}

listen();
addEventListener("pageshow", (event) => {
  if (event.persisted) askOnce();
});
// The connection of a page that is left would be in the way of the next ones.
addEventListener("pagehide", () => source?.close());

/* ---------- whether anybody is there ---------- */

for (const sign of ["pointerdown", "keydown", "wheel", "touchmove"]) {
  addEventListener(sign, () => { lastSign = Date.now(); }, { passive: true });
}
// By the clock and not by a timer, which stands still while a computer sleeps.
function lookAtClock() {
  if (Date.now() - lastSign >= AWAY_AFTER) clearPage("away");
}
setInterval(lookAtClock, LOOK_AT_CLOCK_EVERY);
document.addEventListener("visibilitychange", lookAtClock);
