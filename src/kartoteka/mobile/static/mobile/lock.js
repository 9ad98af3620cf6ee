/*
 * The app when nobody looks at it: a curtain before the switcher of apps takes its picture (R70), a lock after a while,
 * and «Выйти», which wipes the telephone before the server is told.
 */

import { wipe } from "./store.js";

const AWAY_FOR = 5 * 60 * 1000;
const lock = document.querySelector("[data-lock]");
let leftAt = 0;

document.addEventListener("visibilitychange", () => {
  document.documentElement.classList.toggle("curtain", document.hidden);
  if (document.hidden) leftAt = Date.now();
  else if (Date.now() - leftAt > AWAY_FOR) lock.requestSubmit();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-sign-out]") || form.dataset.wiped) return;
  event.preventDefault();
  form.dataset.wiped = "1";
  await wipe().catch(() => {});
  form.submit();
});
