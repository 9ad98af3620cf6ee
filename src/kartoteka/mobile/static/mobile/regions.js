/* The list of regions grows shorter while one types; without scripts the button «Найти» does the same. */

const field = document.querySelector("[data-seek]");
const plain = (text) => text.toLocaleLowerCase("ru").replaceAll("ё", "е").trim();

if (field) {
  const rows = [...document.querySelectorAll(`#${field.dataset.seek} li`)];
  const nothing = document.querySelector("[data-seek-nothing]");
  document.querySelector("[data-seek-button]").hidden = true;
  // What the server left out, the script could not bring back.
  if (!field.value) {
    field.addEventListener("input", () => {
      let shown = 0;
      for (const row of rows) {
        row.hidden = !plain(row.textContent).includes(plain(field.value));
        shown += row.hidden ? 0 : 1;
      }
      nothing.hidden = shown > 0;
    });
    field.form.addEventListener("submit", (event) => event.preventDefault());
  }
}
