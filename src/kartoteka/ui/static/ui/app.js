/*
 * What a page does beyond HTML. Everything here is a comfort: with scripts off, every form and link still works.
 * The policy of the page forbids inline handlers and eval, so this file finds its places by attributes.
 */

const SNILS_LENGTH = 11;
const POLICY_LENGTH = 16;
const PHONE_LENGTH = 10;
// A form that was sent and led nowhere in this time (a pressed Escape, a lost link) may be sent again.
const PATIENCE = 10_000;

/* ---------- shapes of numbers: they only format, they never refuse ---------- */

function grouped(digits, sizes, separators) {
  let shaped = "";
  let from = 0;
  sizes.forEach((size, index) => {
    const group = digits.slice(from, from + size);
    if (group) shaped += (index ? separators[index - 1] : "") + group;
    from += size;
  });
  return shaped;
}

const masks = {
  snils(text) {
    const digits = text.replace(/\D/g, "");
    return digits.length > SNILS_LENGTH ? null : grouped(digits, [3, 3, 3, 2], ["-", "-", " "]);
  },
  policy(text, field) {
    const kind = field.form?.elements.namedItem("policy_kind")?.value;
    const digits = text.replace(/\D/g, "");
    if (kind && kind !== "unified") return null;
    return digits.length > POLICY_LENGTH ? null : grouped(digits, [4, 4, 4, 4], [" ", " ", " "]);
  },
  phone(text) {
    const digits = text.replace(/\D/g, "").slice(/^\s*(\+?7|8)/.test(text) ? 1 : 0);
    if (!digits || digits.length > PHONE_LENGTH) return null;
    return `+7 (${grouped(digits, [3, 3, 2, 2], [") ", "-", "-"])}`;
  },
};
const STRANGE = { phone: /[^\d\s()+-]/ };

function shape(field, forward = false) {
  const text = field.value;
  // Letters and other signs stay as they were typed: the server says what is wrong with them.
  if ((STRANGE[field.dataset.mask] ?? /[^\d\s-]/).test(text)) return;
  const shaped = masks[field.dataset.mask]?.(text, field);
  if (shaped === null || shaped === undefined || shaped === text) return;
  const caret = field.selectionStart ?? text.length;
  const atEnd = caret === text.length;
  const digitsBefore = text.slice(0, caret).replace(/\D/g, "").length;
  field.value = shaped;
  if (document.activeElement !== field) return;
  let place = 0;
  for (let seen = 0; place < shaped.length && seen < digitsBefore; place += 1) {
    if (/\d/.test(shaped[place])) seen += 1;
  }
  if (atEnd) place = shaped.length;
  // Delete pressed before a separator goes on to the digit behind it.
  while (forward && place < shaped.length && !/\d/.test(shaped[place])) place += 1;
  field.setSelectionRange(place, place);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("input[data-mask]") && !event.isComposing) {
    shape(event.target, event.inputType === "deleteContentForward");
  }
});
document.addEventListener("change", (event) => {
  if (event.target.name !== "policy_kind") return;
  const number = event.target.form?.elements.namedItem("policy_number");
  if (number) shape(number);
});
document.querySelectorAll("input[data-mask]").forEach((field) => shape(field));

/* ---------- one press, one submission; the server is the truth all the same ---------- */

const pressed = new WeakSet();

function busy(form, is) {
  for (const one of form.elements) {
    if (one.type !== "submit") continue;
    if (is) one.setAttribute("aria-disabled", "true");
    else ["aria-disabled", "aria-busy"].forEach((name) => one.removeAttribute(name));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (pressed.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  pressed.add(form);
  busy(form, true);
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(release, PATIENCE, form);
}, true);

function release(form) {
  pressed.delete(form);
  busy(form, false);
}

// htmx notes the address of a page in its tab; with the session it goes.
document.addEventListener("submit", ({ target }) => {
  if (target.id === "sign-out-form") sessionStorage.clear();
});

// The page came back from the browser's memory: its forms may be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) [...document.forms].forEach(release);
});

/* ---------- messages ---------- */

function sayThatLinkIsLost() {
  const words = document.getElementById("lost-link")?.content.cloneNode(true);
  if (words) document.getElementById("live")?.replaceChildren(words);
}

function focusTitle() {
  document.getElementById("title")?.focus();
}

/* ---------- parts of a page, brought by htmx ---------- */

const removal = document.getElementById("remove-dialog");

function openRemoval() {
  const menu = menuOfRemoval();
  if (menu?.matches(":popover-open")) menu.hidePopover();
  if (!removal.open) removal.showModal();
  removal.querySelector("[autofocus]")?.focus();
}

function menuOfRemoval() {
  const id = removal.querySelector("[data-return-focus]")?.dataset.returnFocus;
  return id ? document.getElementById(id) : null;
}

removal?.addEventListener("close", () => {
  const menu = menuOfRemoval();
  removal.replaceChildren();
  // The link that opened the window is in a menu that is closed by now, so the focus goes to the button of that menu.
  const opener = menu && document.querySelector(`[popovertarget="${menu.id}"]`);
  if (opener) opener.focus();
  // Whoever was removed has no button any more, and nobody is left without a place.
  else if (document.activeElement === document.body) focusTitle();
});
removal?.addEventListener("click", (event) => {
  if (event.target === removal) removal.close();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  // A page of failure takes the place of what was on the page, not of the row that asked.
  if (xhr.status >= 400 && xhr.status !== 422 && xhr.responseText.includes("data-failure")) {
    event.detail.shouldSwap = true;
    event.detail.target = document.getElementById("main");
    event.detail.selectOverride = "#main > *";
    event.detail.swapOverride = "innerHTML";
    removal?.close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target === removal) openRemoval();
  if (target.id === "people" || target.id === "main") {
    if (removal?.open) removal.close();
    focusTitle();
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) release(form);
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    if (removal?.open) removal.close();
    sayThatLinkIsLost();
    focusTitle();
  });
}

/* ---------- menus, windows and phones ---------- */

document.addEventListener("click", (event) => {
  // A link to a place of this very page leaves its menu open, so it is closed here.
  const menu = event.target.closest?.(".menu[popover]");
  if (menu && event.target.closest("a, button[type=submit]") && menu.matches(":popover-open")) menu.hidePopover();
});

document.querySelectorAll("[data-print]").forEach((button) => {
  // Without scripts there is no such button: the browser's own menu prints.
  button.hidden = false;
  button.addEventListener("click", () => print());
});

let installation = null;
addEventListener("beforeinstallprompt", (event) => {
  const place = document.querySelector("[data-install]");
  if (!place) return;
  event.preventDefault();
  installation = event;
  place.hidden = false;
});
document.querySelector("[data-install] button")?.addEventListener("click", async (event) => {
  if (!installation) return;
  await installation.prompt();
  installation = null;
  event.target.closest("[data-install]").hidden = true;
});
