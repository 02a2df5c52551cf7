"use strict";
(function () {
  var PAGE = 100;
  var find = function (path, inside) { return (inside || document).querySelector(path); };
  var table = find("table.sites"), body = table.tBodies[0], heads = Array.from(table.tHead.rows[0].cells);
  var form = find("form"), search = form.elements.search, told = find("[role=status]"), pages = find(".pages");
  var unknown = table.dataset.unknown;
  var marks = Array.from(document.querySelectorAll("svg [data-rows]"));
  var rows = Array.from(body.rows, function (tr, at) { return { tr: tr, at: at, values: [] }; });
  var order = rows, chosen = null, page = 0, whole = false, selects = [];
  var letters = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  // What a cell sorts and is chosen by.
  function value(row, column) {
    if (row.values[column] === undefined) {
      var cell = row.tr.cells[column], given = cell.dataset.v;
      row.values[column] = given === undefined ? cell.textContent.trim() : given;
    }
    return row.values[column];
  }
  function several(text) { return text.split("; "); }
  function compare(head) {
    var listed = head.dataset.order ? several(head.dataset.order) : [];
    return function (a, b) {
      if ("size" in head.dataset && !isNaN(a) && !isNaN(b)) { return a - b; }
      var first = listed.indexOf(a), second = listed.indexOf(b);
      if (first >= 0 && second >= 0) { return first - second; }
      return second - first || letters.compare(a, b);
    };
  }
  // What is not known comes last, whichever way the rest is sorted.
  function known(by, sign) {
    return function (a, b) { return (a === unknown) - (b === unknown) || (sign || 1) * by(a, b); };
  }

  // Choosing: by name, by the values of columns, and on the map.
  function names(row) {
    if (!row.names) { row.names = plain([row.tr.dataset.k, row.tr.cells[0].textContent, row.tr.cells[1].textContent].join(" ")); }
    return row.names;
  }
  function matches(row, wanted) {
    return (!chosen || chosen.has(row.at))
      && wanted.every(function (word) { return names(row).includes(word); })
      && selects.every(function (one) { return !one.select.value || several(value(row, one.column)).includes(one.select.value); });
  }
  function fill(head, column) {
    var values = new Set();
    rows.forEach(function (row) { several(value(row, column)).forEach(function (one) { values.add(one); }); });
    if (values.size < 2) { return; }
    var label = find("template", form).content.firstElementChild.cloneNode(true), select = find("select", label);
    label.prepend(head.textContent);
    select.name = "column" + column;
    Array.from(values).sort(known(compare(head))).forEach(function (one) { select.add(new Option(one, one)); });
    form.insertBefore(label, form.lastElementChild);
    selects.push({ select: select, column: column });
  }

  function say(count, first, last) {
    var some = count < rows.length;
    var number = function (n) { return n.toLocaleString(document.documentElement.lang); };
    var said = count === 0 ? told.dataset.none : some ? told.dataset.some : told.dataset.all;
    var words = [said.replace("{some}", number(count)).replace("{all}", number(rows.length))];
    selects.forEach(function (one) {
      if (one.select.value) { words.push(heads[one.column].textContent + ": " + one.select.value); }
    });
    if (search.value.trim()) { words.push("\u201c" + search.value.trim() + "\u201d"); }
    if (chosen) { words.push(told.dataset.chosen); }
    told.textContent = words.join(" \u00b7 ");
    var buttons = pages.querySelectorAll("button");
    pages.hidden = count <= PAGE || whole;
    find("span", pages).textContent = told.dataset.page.replace("{first}", number(first + 1)).replace("{last}", number(last));
    buttons[0].disabled = first === 0;
    buttons[1].disabled = last === count;
  }
  function show() {
    var wanted = plain(search.value).split(/\s+/).filter(Boolean), found = [];
    order.forEach(function (row) {
      row.shown = matches(row, wanted);
      if (row.shown) { found.push(row); }
      if (row.tr.hidden === row.shown) { row.tr.hidden = !row.shown; }
    });
    page = Math.max(0, Math.min(page, Math.ceil(found.length / PAGE) - 1));
    var first = whole ? 0 : page * PAGE, last = whole ? found.length : Math.min(first + PAGE, found.length);
    found.forEach(function (row, at) { row.tr.classList.toggle("later", at < first || at >= last); });
    marks.forEach(function (mark) {
      mark.classList.toggle("off", !mark.rows.some(function (at) { return rows[at].shown; }));
    });
    say(found.length, first, last);
  }
  function again() { page = 0; show(); }
  function turn(to) { page = to; show(); table.scrollIntoView(); }

  // Sorting: upwards, downwards, and as the project has it.
  function sort(head, column) {
    var next = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")];
    heads.forEach(function (one) { one.removeAttribute("aria-sort"); });
    order = rows;
    if (next !== "") {
      head.setAttribute("aria-sort", next || "ascending");
      var by = known(compare(head), next ? -1 : 1);
      order = rows.slice().sort(function (one, two) {
        return by(value(one, column), value(two, column)) || one.at - two.at;
      });
    }
    // Out of the page, thousands of rows move at once.
    body.remove();
    order.forEach(function (row) { body.append(row.tr); });
    again();
    table.append(body);
  }

  marks.forEach(function (mark) {
    mark.rows = mark.dataset.rows.split(" ").map(Number);
    mark.addEventListener("click", function () { chosen = new Set(mark.rows); again(); told.scrollIntoView(); });
  });
  heads.forEach(function (head, column) {
    if ("choose" in head.dataset) { fill(head, column); }
    if ("unsorted" in head.dataset) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", function () { sort(head, column); });
  });
  form.addEventListener("input", again);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { chosen = null; setTimeout(again); });
  pages.addEventListener("click", function (event) {
    var at = Array.from(pages.querySelectorAll("button")).indexOf(event.target);
    if (at === 2) { whole = true; show(); }
    if (at === 0 || at === 1) { turn(page + (at ? 1 : -1)); }
  });
  window.addEventListener("pageshow", show);
  form.hidden = told.hidden = false;
  table.classList.add("paged");
  show();
}());
