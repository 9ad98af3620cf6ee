/*
 * What the app does beyond the Portal's pages: the service worker, sheets that follow the finger, a skeleton while a
 * slow network brings the next page, and a word when there is no network. With scripts off everything still works.
 */

if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/m/service-worker.js", { scope: "/m/" }));
}

/* ---------- sheets: pulled down, the side panel to its side ---------- */

const FAR = 72;
// A quick flick needs less of a way.
const [QUICK, QUICK_FROM] = [0.5, 24];

function close(sheet) {
  if (sheet instanceof HTMLDialogElement) sheet.close();
  else sheet.hidePopover();
}

let pull = null;

function take({ currentTarget: sheet, touches, timeStamp }) {
  // A second finger pulls nothing: the sheet goes back where it was.
  putBack();
  if (touches.length > 1) return;
  const [{ clientX: x, clientY: y }] = touches;
  pull = { sheet, isSide: sheet.classList.contains("side"), x, y, since: timeStamp, moved: 0, isOn: false };
}

function move(event) {
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
}

function letGo({ type, timeStamp }) {
  if (!pull) return;
  const { sheet, isOn, moved, since } = pull;
  putBack();
  const isQuick = moved > QUICK_FROM && moved / (timeStamp - since) > QUICK;
  if (isOn && type === "touchend" && (moved > FAR || isQuick)) close(sheet);
}

function putBack() {
  pull?.sheet.classList.remove("is-pulled");
  pull?.sheet.style.removeProperty("--pulled");
  pull = null;
}

// On the sheet alone: a page whose every touch may be stopped by a script is scrolled late.
function pullable(sheet) {
  sheet.addEventListener("touchstart", take, { passive: true });
  sheet.addEventListener("touchmove", move, { passive: false });
  sheet.addEventListener("touchend", letGo);
  sheet.addEventListener("touchcancel", letGo);
}
document.querySelectorAll("dialog").forEach(pullable);
// Menus come with parts of pages too, so each is made ready when it opens; twice is as good as once.
document.addEventListener("beforetoggle", ({ target }) => {
  if (target.matches(".menu, .side")) pullable(target);
}, true);

/* ---------- on the way to the next page ---------- */

const skeleton = document.querySelector("[data-skeleton]");
const loading = document.querySelector("[data-loading]");
// Sections whose lists have a round picture in each row.
const WITH_FACES = new Set(["/m/card-index/", "/m/services/", "/m/records/"]);
// Addresses of files: the telephone takes them, and this page stays.
const A_FILE = /\/(pdf|original|export|download\/[\w-]+)\/$/;
let left = null;

function arrived() {
  if (!left) return;
  skeleton.hidden = true;
  loading.textContent = "";
  document.documentElement.classList.remove("is-leaving");
  // Where the link was hidden, it lost the focus.
  if (document.activeElement === document.body) left.focus();
  left.classList.remove("is-next");
  left = null;
}

/* What is shown meanwhile appears by the delay of its animation, so a fast network shows nothing of it. */
function leaving(link, path) {
  if (!skeleton) return;
  left?.classList.remove("is-next");
  left = link;
  if (link.closest(".tabs")) link.classList.add("is-next");
  skeleton.toggleAttribute("data-faces", WITH_FACES.has(path));
  skeleton.hidden = false;
  document.documentElement.classList.add("is-leaving");
}

skeleton?.addEventListener("animationstart", ({ target }) => {
  if (target === skeleton) loading.textContent = loading.dataset.loading;
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.target || link.hasAttribute("download") || link.hasAttribute("hx-get")) return;
  const to = new URL(link.href);
  const isHere = to.pathname === location.pathname && to.search === location.search;
  const isPage = to.origin === location.origin && to.pathname.startsWith("/m/") && !A_FILE.test(to.pathname);
  if (isPage && !isHere) leaving(link, to.pathname);
});
addEventListener("pageshow", arrived);
// One goes deeper with a transition; from tab to tab at once, as in any app: a picture of the old page takes its time.
addEventListener("pageswap", (event) => { if (left?.closest(".tabs")) event.viewTransition?.skipTransition(); });
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
