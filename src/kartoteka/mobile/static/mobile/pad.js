/* The pad for a PIN: `ask` gives the next four digits. They are in no field that a browser would remember. */

const LENGTH = 4;

export class Pad {
  constructor(root) {
    this.root = root;
    this.typed = "";
    this.wanted = null;
    root.hidden = false;
    this.dots = [...root.querySelectorAll(".pin__dots span")];
    root.addEventListener("click", (event) => {
      const key = event.target.closest("button");
      if (key?.dataset.digit) this.#add(key.dataset.digit);
      else if (key && "erase" in key.dataset) this.#erase();
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (/^[0-9]$/.test(event.key)) this.#add(event.key);
      else if (event.key === "Backspace") this.#erase();
    });
  }

  ask() {
    this.#show("");
    return new Promise((resolve) => { this.wanted = resolve; });
  }

  fail(words) {
    this.root.classList.add("pin--bad");
    this.#error(words);
    navigator.vibrate?.(60);
  }

  #error(words) {
    this.root.querySelector("[data-pad-error]").textContent = words;
  }

  #add(digit) {
    if (!this.wanted || this.typed.length === LENGTH) return;
    if (!this.typed) {
      this.root.classList.remove("pin--bad");
      this.#error("");
    }
    this.#show(this.typed + digit);
    if (this.typed.length < LENGTH) return;
    const { wanted, typed } = this;
    this.wanted = null;
    wanted(typed);
  }

  #erase() {
    if (this.wanted) this.#show(this.typed.slice(0, -1));
  }

  #show(typed) {
    this.typed = typed;
    this.dots.forEach((dot, index) => dot.classList.toggle("on", index < typed.length));
    this.root.querySelector("[data-pad-said]").textContent = typed ? `Введено ${typed.length} из ${LENGTH}` : "";
  }
}
