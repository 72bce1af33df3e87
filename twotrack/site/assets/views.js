// What the views add where JavaScript runs; every page is whole without it.
//
// 1. The switch: the reader's choice of text is remembered, and `?text=lts` in a link asks for one.
// 2. Filters over tables, their state kept in the URL.
// 3. The choice of two versions to compare.
"use strict";

(() => {
  const KEY = "twotrack.text";
  const PARAMETER = "text";

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

  const setUpSwitch = () => {
    const page = document.querySelector(".tt-switch, .tt-outside");
    const own = page?.dataset.text;
    const main = page?.dataset.main;
    const asked = new URLSearchParams(location.search).get(PARAMETER);
    const links = [...document.querySelectorAll(".tt-switch a[data-text]")];
    const known = (choice) => choice === own || links.some((link) => link.dataset.text === choice);

    if (asked && known(asked)) remember(asked);
    // A link to a variant says which text it means; a plain one means the text that the reader chose last.
    // Who goes back, or loads a page again, wants the page that was there.
    const [entry] = performance.getEntriesByType("navigation");
    const again = entry?.type === "back_forward" || entry?.type === "reload";
    const wanted = asked ?? (own === main && !again ? remembered() : own);
    const link = links.find((candidate) => candidate.dataset.text === wanted);
    if (link && wanted !== own) {
      location.replace(new URL(link.getAttribute("href"), location.href).href.split("#")[0] + location.hash);
      return;
    }

    for (const each of links) {
      // Asked for, and so not taken back by what is remembered.
      if (each.dataset.text === main) each.search = `?text=${main}`;
      each.addEventListener("click", () => remember(each.dataset.text));
      // The place in the text is kept, too.
      const keep = () => {
        each.hash = location.hash;
      };
      keep();
      addEventListener("hashchange", keep);
    }

    // The choice goes along with every link to a page of this site: those in the navigation and the search, too.
    const choice = asked ?? own;
    if (choice && choice !== main) {
      document.addEventListener(
        "click",
        (event) => {
          const target = event.target instanceof Element ? event.target.closest("a[href]") : null;
          if (!target || target.dataset.text || target.origin !== location.origin || target.target) return;
          if (target.pathname === location.pathname || !/\/$|\.html$/.test(target.pathname)) return;
          const url = new URL(target.href);
          if (isVariant(url) || url.searchParams.has(PARAMETER)) return;
          url.searchParams.set(PARAMETER, choice);
          target.href = url.href;
        },
        true,
      );
    }
    tellOfMissing(links, own);
  };

  const base = () => {
    const config = document.getElementById("__config");
    return new URL(config ? JSON.parse(config.textContent).base : ".", location.href.split(/[?#]/)[0]);
  };
  const isVariant = (url) => {
    const root = base().pathname.replace(/\/?$/, "/");
    return url.pathname.startsWith(`${root}lts/`) || url.pathname.startsWith(`${root}redline/`);
  };

  // A link to a rule can be followed to a text that lacks the rule.
  const tellOfMissing = (links, own) => {
    const main = document.querySelector(".tt-switch, .tt-outside")?.dataset.main;
    const other = links.find((link) => link.dataset.text === main);
    const anchor = decodeURIComponent(location.hash.slice(1));
    if (!other || own === main || !anchor || document.getElementById(anchor)) return;
    const notice = document.createElement("p");
    notice.className = "tt-notice";
    notice.setAttribute("role", "status");
    const there = document.createElement("a");
    there.href = other.href;
    there.dataset.text = main;
    there.textContent = `See it in the ${other.textContent}`;
    there.addEventListener("click", () => remember(main));
    const numbered = /^change-\d+$/.test(anchor);
    if (numbered) notice.append("The change that the link leads to is gone: they are numbered anew as the texts change.");
    else notice.append("The part that the link leads to is not in this text. ", there, ".");
    document.querySelector(".tt-switch").after(notice);
  };

  // Filters ---------------------------------------------------------------------------------------------------------

  const setUpFilters = (form) => {
    const table = document.getElementById(form.dataset.for);
    const rows = [...table.tBodies[0].rows];
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
    const apply = () => {
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
