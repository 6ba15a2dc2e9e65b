
"use strict";
// Without this script the page is complete; with it tables are sorted and filtered, and a page
// that is renewed keeps what was opened, sorted and typed.
(() => {
  const sorted = new Map();
  const filtered = new Map();
  const FILTER_FROM = 12;

  const keyOf = table => table.closest("section").id;
  const value = (row, column) => {
    const cell = row.cells[column];
    return "order" in cell.dataset ? Number(cell.dataset.order) : cell.textContent;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), "en", { numeric: true });

  function sort(table, column, direction) {
    const body = table.tBodies[0];
    [...body.rows]
      .map((row, place) => ({ row, place, value: value(row, column) }))
      .sort((a, b) => direction * compare(a.value, b.value) || a.place - b.place)
      .forEach(each => body.append(each.row));
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      if (at === column) {
        head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    sorted.set(keyOf(table), { column, direction });
  }

  function sortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.dataset.focus = keyOf(table) + "/" + column;
      button.addEventListener("click", () => {
        const isNumber = head.classList.contains("number");
        const now = head.getAttribute("aria-sort");
        sort(table, column, now === null ? (isNumber ? -1 : 1) : now === "ascending" ? -1 : 1);
      });
      head.replaceChildren(button);
    });
    const before = sorted.get(keyOf(table));
    if (before) {
      sort(table, before.column, before.direction);
    }
  }

  function filter(table, text, count) {
    const wanted = text.trim().toLowerCase();
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = wanted === "" ? "" : shown + " of " + table.tBodies[0].rows.length;
    filtered.set(keyOf(table), text);
  }

  function filterable(table) {
    if (table.tBodies[0].rows.length < FILTER_FROM) {
      return;
    }
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    label.className = "filter";
    input.type = "search";
    input.dataset.focus = keyOf(table) + "/filter";
    label.append("Only rows with", input, count);
    table.before(label);
    input.addEventListener("input", () => filter(table, input.value, count));
    const before = filtered.get(keyOf(table));
    if (before) {
      input.value = before;
      filter(table, before, count);
    }
  }

  function prepare(root) {
    root.querySelectorAll("table.grid").forEach(table => {
      sortable(table);
      filterable(table);
    });
  }

  function focusKey() {
    const at = document.activeElement;
    if (!at || at === document.body) {
      return null;
    }
    if (at.dataset.focus) {
      return '[data-focus="' + CSS.escape(at.dataset.focus) + '"]';
    }
    if (at.tagName === "SUMMARY") {
      return "#" + CSS.escape(at.parentElement.id) + " > summary";
    }
    return at.tagName === "A" ? 'a[href="' + CSS.escape(at.getAttribute("href")) + '"]' : null;
  }

  function renew(text) {
    const next = new DOMParser().parseFromString(text, "text/html");
    const focused = focusKey();
    const open = new Set([...document.querySelectorAll("details[open]")].map(each => each.id));
    const scrolled = document.querySelector("nav ul").scrollLeft;
    document.title = next.title;
    for (const id of ["head", "main", "foot"]) {
      const fresh = next.getElementById(id);
      fresh.querySelectorAll("details").forEach(each => (each.open = open.has(each.id)));
      const here = document.getElementById(id);
      here.className = fresh.className;
      here.replaceChildren(...fresh.childNodes);
    }
    prepare(document.getElementById("main"));
    document.querySelector("nav ul").scrollLeft = scrolled;
    const again = focused && document.querySelector(focused);
    if (again) {
      again.focus({ preventScroll: true });
    }
  }

  async function follow(seconds) {
    for (;;) {
      await new Promise(done => setTimeout(done, seconds * 1000));
      if (document.hidden || (window.getSelection() && String(window.getSelection()) !== "")) {
        continue;
      }
      try {
        const answer = await fetch(location.href, { cache: "no-store" });
        if (!answer.ok) {
          throw new Error(String(answer.status));
        }
        renew(await answer.text());
        document.body.classList.remove("stale");
      } catch (failure) {
        // The process is gone; what it said last stays.
        if (document.body.classList.contains("stale")) {
          continue;
        }
        document.body.classList.add("stale");
        document.querySelector("#foot p").textContent =
          "No answer since " + new Date().toISOString().slice(0, 19) + " UTC: what is seen here is not renewed.";
      }
    }
  }

  prepare(document);
  addEventListener("beforeprint", () =>
    document.querySelectorAll("details").forEach(each => (each.open = true)));
  const refresh = Number(document.body.dataset.refresh);
  if (refresh > 0) {
    follow(refresh);
  }
})();
