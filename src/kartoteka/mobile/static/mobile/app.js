/*
 * What the app does beyond the Portal's pages: the service worker, sheets that follow the finger, a skeleton while a
 * slow network brings the next page, and a word when there is no network. With scripts off everything still works.
 */

if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/m/service-worker.js", { scope: "/m/" }));
}

/* ---------- sheets: pulled down, the side panel to its side ---------- */

const CLOSE_AFTER = 72;
const SHEETS = ".menu[popover]:popover-open, .side:popover-open, dialog[open]";

function close(sheet) {
  if (sheet instanceof HTMLDialogElement) sheet.close();
  else sheet.hidePopover();
}

let pull = null;

addEventListener("touchstart", (event) => {
  const sheet = event.target.closest?.(SHEETS);
  const [finger] = event.touches;
  pull = sheet && event.touches.length === 1
    ? { sheet, isSide: sheet.classList.contains("side"), x: finger.clientX, y: finger.clientY, moved: 0, isOn: false }
    : null;
}, { passive: true });

addEventListener("touchmove", (event) => {
  if (!pull) return;
  const [finger] = event.touches;
  const along = pull.isSide ? pull.x - finger.clientX : finger.clientY - pull.y;
  const across = Math.abs(pull.isSide ? finger.clientY - pull.y : finger.clientX - pull.x);
  // What is scrolled goes on being scrolled; a sheet is pulled only from its top.
  if (!pull.isOn && (along <= across || (!pull.isSide && pull.sheet.scrollTop > 0))) return;
  if (!event.cancelable) return;
  event.preventDefault();
  pull.isOn = true;
  pull.moved = Math.max(0, along);
  pull.sheet.classList.add("is-pulled");
  pull.sheet.style.setProperty("--pulled", `${pull.moved}px`);
}, { passive: false });

function letGo(event) {
  if (!pull?.isOn) return;
  const { sheet, moved } = pull;
  pull = null;
  sheet.classList.remove("is-pulled");
  sheet.style.removeProperty("--pulled");
  if (event.type === "touchend" && moved > CLOSE_AFTER) close(sheet);
}
addEventListener("touchend", letGo);
addEventListener("touchcancel", letGo);

/* ---------- on the way to the next page ---------- */

const SLOW_AFTER = 350;
const skeleton = document.querySelector("[data-skeleton]");
const main = document.getElementById("main");
let waiting = 0;
let isToAnotherTab = false;

function arrived() {
  clearTimeout(waiting);
  if (!skeleton) return;
  skeleton.hidden = true;
  main.hidden = false;
  main.removeAttribute("aria-busy");
}

function leaving() {
  if (!skeleton) return;
  main.setAttribute("aria-busy", "true");
  waiting = setTimeout(() => {
    main.hidden = true;
    skeleton.hidden = false;
    scrollTo(0, 0);
  }, SLOW_AFTER);
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.target || link.hasAttribute("download") || link.hasAttribute("hx-get") || link.dataset.file !== undefined) return;
  isToAnotherTab = link.closest(".tabs") !== null;
  const to = new URL(link.href);
  const isHere = to.pathname === location.pathname && to.search === location.search;
  if (to.origin === location.origin && to.pathname.startsWith("/m/") && !isHere) leaving();
});
addEventListener("pageshow", arrived);
// One goes deeper with a transition; from tab to tab at once, as in any app: a picture of the old page takes its time.
addEventListener("pageswap", (event) => { if (isToAnotherTab) event.viewTransition?.skipTransition(); });
addEventListener("pagehide", () => clearTimeout(waiting));
// Escape stops the loading of a page; what was on the screen comes back.
addEventListener("keydown", (event) => { if (event.key === "Escape") arrived(); });

/* ---------- chips: the chosen one is in sight ---------- */

document.querySelectorAll(".chips [aria-current], .record__nav [aria-current]").forEach((chip) => {
  const row = chip.closest("ul, .chips");
  if (row) row.scrollLeft = chip.offsetLeft - (row.clientWidth - chip.offsetWidth) / 2;
});

/* ---------- the network ---------- */

const lost = document.querySelector("[data-offline]");
function tellOfNetwork() {
  if (lost) lost.hidden = navigator.onLine;
}
addEventListener("online", tellOfNetwork);
addEventListener("offline", tellOfNetwork);
tellOfNetwork();
