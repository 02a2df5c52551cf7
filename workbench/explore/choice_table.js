// A table in which values are chosen and typed: real fields with labels, in the order of Tab.
//
// Enter goes down a column, several cells of a spreadsheet can be pasted, and the field that has the
// focus keeps it: a table that has the same cells is changed in place, never drawn anew.

function add(parent, tag, name, words) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (words) made.textContent = words;
  parent.append(made);
  return made;
}

function shape(rows) {
  return JSON.stringify(rows.map((row) => [
    row.title, row.cells.map((cell) => cell && [cell.label, cell.offered]),
  ]));
}

function render({ model, el }) {
  const own = `wb${Math.random().toString(36).slice(2)}`;
  let built = "";
  let fields = [];

  const send = (row, column, content) => model.send({ row, column, ...content });

  const down = (row, column) => {
    const next = fields.slice(row + 1).map((one) => one[column]).find(Boolean);
    if (next) {
      next.field.focus();
      if (next.field.select) next.field.select();
    }
  };

  const listen = (part, row, column) => {
    const { field } = part;
    const choice = field.tagName === "SELECT";
    field.addEventListener("input", () => { part.typing = !choice; });
    field.addEventListener("change", () => {
      part.typing = false;
      send(row, column, choice ? { choice: field.selectedIndex } : { text: field.value });
    });
    if (choice) return;
    field.addEventListener("keydown", (event) => {
      // The change is sent as the field is left.
      if (event.key === "Enter") { event.preventDefault(); field.blur(); field.focus(); down(row, column); }
      if (event.key === "Escape") { part.typing = false; fill(); }
    });
    field.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
      event.preventDefault();
      send(row, column, { pasted: text });
    });
  };

  const cell = (line, told, row, column) => {
    const place = add(line, "td");
    if (!told) return null;
    const name = `${own}-${row}-${column}`;
    const field = add(place, told.offered ? "select" : "input");
    for (const words of told.offered || []) add(field, "option", "", words);
    if (!told.offered) {
      field.type = "text";
      field.autocomplete = "off";
      field.spellcheck = false;
      field.placeholder = "not known";
    }
    field.setAttribute("aria-label", told.label);
    const part = { field, typing: false };
    for (const kind of ["was", "said", "error"]) {
      part[kind] = add(place, "div", `wb-${kind}`);
      part[kind].id = `${name}-${kind}`;
    }
    field.setAttribute("aria-describedby", `${name}-error ${name}-was ${name}-said`);
    listen(part, row, column);
    return part;
  };

  const build = () => {
    const rows = model.get("rows");
    el.replaceChildren();
    const table = add(el, "table", "wb-choices");
    add(table, "caption", "", model.get("caption"));
    const heads = add(add(table, "thead"), "tr");
    for (const words of model.get("heads")) add(heads, "th", "", words).scope = "col";
    const body = add(table, "tbody");
    fields = rows.map((told, row) => {
      const line = add(body, "tr");
      add(line, "th", "", told.title).scope = "row";
      return told.cells.map((one, column) => cell(line, one, row, column));
    });
    built = shape(rows);
  };

  const fill = () => {
    const rows = model.get("rows");
    if (shape(rows) !== built) build();
    rows.forEach((told, row) => told.cells.forEach((one, column) => {
      const part = fields[row][column];
      if (!part) return;
      const { field } = part;
      if (one.offered) field.selectedIndex = one.choice;
      else if (!part.typing && field.value !== one.text) field.value = one.text;
      field.setAttribute("aria-invalid", one.error ? "true" : "false");
      field.classList.toggle("wb-changed", Boolean(one.was));
      for (const kind of ["was", "said", "error"]) {
        part[kind].textContent = one[kind] || "";
        part[kind].hidden = !one[kind];
      }
    }));
  };

  model.on("change:rows", fill);
  fill();
  return () => model.off("change:rows", fill);
}

export default { render };
