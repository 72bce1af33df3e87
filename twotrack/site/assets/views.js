// What the views add where JavaScript runs; every page is whole without it.
//
// 1. The switch: the place in the text is kept, and the text that was chosen last is marked.
// 2. Filters over tables, their state kept in the URL.
// 3. The choice of two versions to compare.
"use strict";

(() => {
  const KEY = "twotrack.text";

  // Storage can be refused; then nothing is remembered.
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const remember = (choice) => {
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // nothing is lost but the memory
    }
  };

  // The switch ------------------------------------------------------------------------------------------------------

  // An address shows the text that it names, always: what a reader chose last only marks a link.
  const setUpSwitch = () => {
    const page = document.querySelector(".tt-switch");
    if (!page) return;
    const own = page.dataset.text;
    const links = [...page.querySelectorAll("a[data-text]")];
    const preferred = links.find((link) => link.dataset.text === remembered());
    if (preferred) {
      const mark = document.createElement("span");
      mark.className = "tt-remark";
      mark.textContent = " chosen last";
      preferred.append(mark);
    }
    for (const link of links) {
      // The place in the text is kept.
      const keep = () => {
        link.hash = place();
      };
      link.addEventListener("pointerdown", keep);
      link.addEventListener("focus", keep);
      link.addEventListener("click", () => {
        keep();
        remember(link.dataset.text);
      });
    }
    tellOfMissing(links, own);
    addEventListener("hashchange", () => tellOfMissing(links, own));
  };

  // The last heading above the middle of the window, or the anchor of the address if it is in sight.
  const place = () => {
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named) {
      const { top, bottom } = named.getBoundingClientRect();
      if (bottom > 0 && top < innerHeight) return location.hash;
    }
    const above = [...document.querySelectorAll("article :is(h2, h3, h4, h5)[id]")].filter(
      (heading) => heading.getBoundingClientRect().top < innerHeight / 2,
    );
    return scrollY > 0 && above.length ? `#${above.at(-1).id}` : "";
  };

  // A link to a rule can be followed to a text that lacks the rule.
  const tellOfMissing = (links, own) => {
    document.querySelector(".tt-notice")?.remove();
    const anchor = decodeURIComponent(location.hash.slice(1));
    const other = links[0];
    if (!other || !anchor || document.getElementById(anchor)) return;
    const notice = document.createElement("p");
    notice.className = "tt-notice";
    notice.setAttribute("role", "status");
    if (/^change-\d+$/.test(anchor)) {
      notice.append("The change that the link leads to is gone: they are numbered anew as the texts change.");
    } else {
      const there = document.createElement("a");
      there.href = `${other.href.split("#")[0]}#${anchor}`;
      there.textContent = `Look for it in the ${other.firstChild.textContent.trim()}`;
      notice.append("The part that the link leads to is not in this text. ", there, ".");
    }
    document.querySelector(".tt-switch").after(notice);
  };

  // Filters ---------------------------------------------------------------------------------------------------------

  const setUpFilters = (form) => {
    const table = document.getElementById(form.dataset.for);
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const parts = document.querySelector(`[data-parts="${table.id}"]`);
    const status = form.querySelector("output");
    const fields = [...form.elements].filter((field) => field.name);
    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      const value = asked.get(field.name);
      if (value !== null && (field.tagName !== "SELECT" || [...field.options].some((o) => o.value === value))) {
        field.value = value;
      }
    }
    const passes = (row) =>
      fields.every((field) => {
        const value = field.value.trim().toLowerCase();
        if (!value) return true;
        if (field.tagName !== "SELECT") return row.textContent.toLowerCase().includes(value);
        return (row.dataset[field.name] ?? "").toLowerCase().split("|").includes(value);
      });
    // The rows of a list in parts are on other pages, which are loaded when a filter is used.
    const load = async () => {
      status.value = "Loading …";
      const read = async ({ href }) => {
        const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
        for (const link of page.querySelectorAll("tbody a")) link.href = new URL(link.getAttribute("href"), href).href;
        return [...page.getElementById(table.id).tBodies[0].rows];
      };
      const found = await Promise.all([...parts.querySelectorAll("a")].map(read));
      if (!rows.length) rows.push(...found.flat());
      body.append(...rows);
      table.closest("[hidden]")?.removeAttribute("hidden");
      parts.hidden = true;
    };
    const apply = async () => {
      if (parts && !rows.length) {
        if (!fields.some((field) => field.value.trim())) return;
        try {
          await load();
        } catch {
          status.value = "The list cannot be loaded; the parts are below.";
          return;
        }
      }
      let shown = 0;
      for (const row of rows) {
        row.hidden = !passes(row);
        shown += row.hidden ? 0 : 1;
      }
      status.value = `${shown} of ${rows.length} shown`;
      for (const note of document.querySelectorAll("[data-rows-note]")) note.hidden = shown === rows.length;
    };
    const keep = () => {
      const url = new URL(location.href);
      for (const field of fields) {
        if (field.value.trim()) url.searchParams.set(field.name, field.value.trim());
        else url.searchParams.delete(field.name);
      }
      history.replaceState(history.state, "", url);
    };
    form.addEventListener("input", () => {
      apply();
      keep();
    });
    for (const link of document.querySelectorAll(`a[data-rows="${table.id}"]`)) {
      link.addEventListener("click", (event) => {
        if (!rows.some((row) => row.hidden)) return;
        event.preventDefault();
        exportShown(link, rows);
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () =>
      setTimeout(() => {
        apply();
        keep();
      }),
    );
    form.hidden = false;
    apply();
    // A row that is linked to is shown, whatever the filter says.
    const reveal = () => {
      const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("tr");
      if (row?.hidden) {
        row.hidden = false;
        row.scrollIntoView();
      }
    };
    addEventListener("hashchange", reveal);
    reveal();
  };

  // The data of the rows that are shown: the whole file is in the order of the rows. Where it cannot be read, the link
  // leads to it as it is.
  const exportShown = async (link, rows) => {
    const csv = link.pathname.endsWith(".csv");
    let text;
    try {
      const all = await (await fetch(link.href.replace(/\.csv$/, ".json"))).json();
      const kept = all.filter((_, index) => !rows[index].hidden);
      text = csv ? asCsv(kept, Object.keys(all[0])) : `${JSON.stringify(kept, null, 1)}\n`;
    } catch {
      location.assign(link.href);
      return;
    }
    const file = document.createElement("a");
    file.href = URL.createObjectURL(new Blob([text], { type: csv ? "text/csv" : "application/json" }));
    file.download = link.pathname.split("/").pop();
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
  };
  const asCsv = (objects, fields) => {
    const cell = (value) => {
      let text = Array.isArray(value) ? value.join(" ") : String(value);
      // No spreadsheet is to take it for a formula.
      if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`;
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return [fields, ...objects.map((row) => fields.map((name) => row[name]))]
      .map((line) => `${line.map(cell).join(",")}\n`)
      .join("");
  };

  // Two versions ----------------------------------------------------------------------------------------------------

  const setUpChoice = (form) => {
    const { a, b } = form.elements;
    const status = form.querySelector("output");
    const button = form.querySelector("button");
    // The page of a pair is named by both versions, the one that stands first in the list first.
    const target = () => {
      const [x, y] = [a, b].sort((one, other) => one.selectedIndex - other.selectedIndex);
      const [first, second] = [x, y].map((field) => field.selectedOptions[0].dataset.slug);
      return new URL(`${first}-${second}/`, new URL(form.dataset.base, location.href));
    };
    const tell = () => {
      const same = a.value === b.value;
      button.disabled = same;
      status.value = same ? "Choose two different versions." : "";
    };
    const asked = new URLSearchParams(location.search);
    for (const field of [a, b]) {
      const value = asked.get(field.name);
      if (value !== null && [...field.options].some((option) => option.value === value)) field.value = value;
    }
    form.addEventListener("change", tell);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.assign(target());
    });
    form.hidden = false;
    tell();
    if (asked.has("a") && asked.has("b") && !button.disabled) location.replace(target());
  };

  const start = () => {
    setUpSwitch();
    document.querySelectorAll("form.tt-filter").forEach(setUpFilters);
    document.querySelectorAll("form.tt-choice").forEach(setUpChoice);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
