/**
 * Lists of rows in a form (languages, periods): the page brings a few empty rows; here they leave, and come one by one
 * when asked for. The server leaves out empty rows and counts the others, so gaps in the numbers do no harm.
 */
for (const list of document.querySelectorAll("[data-rows]")) manageRows(list);

function manageRows(list) {
  const { rows: name, rowsMax, rowsAdd, rowsRemove } = list.dataset;
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const model = rows().at(-1).cloneNode(true);
  let next = rows().length;

  const add = document.createElement("button");
  add.type = "button";
  add.className = "button button--quiet button--small";
  add.textContent = rowsAdd;
  add.classList.add("row-fields__add");
  list.after(add);

  const settle = () => {
    add.hidden = rows().length >= Number(rowsMax);
  };
  const equip = (row) => {
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button--quiet button--small row-fields__remove";
    remove.textContent = "Retirer";
    remove.setAttribute("aria-label", rowsRemove);
    remove.addEventListener("click", () => {
      const others = rows().filter((other) => other !== row);
      if (others.length === 0) for (const control of controls(row)) control.value = "";
      else row.remove();
      settle();
      add.focus();
    });
    row.append(remove);
  };

  const empty = rows().filter((row) => controls(row).every((control) => control.value === ""));
  const spare = empty.length === rows().length ? empty.slice(1) : empty;
  for (const row of spare) row.remove();
  for (const row of rows()) equip(row);
  settle();

  add.addEventListener("click", () => {
    const row = renumber(model.cloneNode(true), name, next);
    next += 1;
    list.append(row);
    equip(row);
    settle();
    controls(row)[0].focus();
  });
}

function controls(row) {
  return [...row.querySelectorAll("input, select")];
}

/** Gives a copied row its own number in every name, id and reference. */
function renumber(row, name, number) {
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const was = element.getAttribute(attribute);
      if (!was) continue;
      const is = was
        .replace(new RegExp(`^${name}\\[\\d+\\]`), `${name}[${number}]`)
        .replace(new RegExp(`^${name}-\\d+-`), `${name}-${number}-`);
      element.setAttribute(attribute, is);
    }
  }
  for (const spoken of row.querySelectorAll("label .visually-hidden")) {
    spoken.textContent = spoken.textContent.replace(/\d+/, number + 1);
  }
  return row;
}
