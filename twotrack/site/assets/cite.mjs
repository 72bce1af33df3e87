// The panel behind the mark of a rule, row or section: its link, a sentence, references for papers and drafts, and
// what is known of the place. The mark stays a link; without scripts it is only that.

const KNOWN = new Map();
const known = async (url) => {
  if (!KNOWN.has(url)) KNOWN.set(url, fetch(url).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({})));
  return KNOWN.get(url);
};
const words = (element) => {
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll(".headerlink, .tt-number, .anchor, .history, ol, ul, table")) each.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
};

// What the page says about a place: the section, the rule, the history.
const describe = (id) => {
  const target = document.getElementById(id);
  const title = words(document.querySelector("article h1"));
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)")];
  const above = headings.filter((heading) => heading === target || heading.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
  const number = above?.querySelector(".tt-number")?.textContent ?? document.querySelector("main")?.dataset.number ?? "";
  const item = target.getAttribute("aria-label")?.match(/^Link to ([\d.]+)$/)?.[1] ?? "";
  const name = target.querySelector(":scope > .tt-name code")?.textContent ?? "";
  const block = target.closest("li, tr, p, dt") ?? target;
  const history = [...block.querySelectorAll(".history")].map((mark) => mark.textContent.trim());
  const section = above && above.tagName !== "H1" ? words(above) : "";
  return { title, number, item, name, section, history, heading: above === target };
};

const sentence = ({ title, number, item, name, section }, main) => {
  const place = [title, item ? `rule ${item}` : "", name && `“${name}”`, section && `“${section}”`, number && `section ${number}`].filter(Boolean).join(", ");
  return `${place} (${[main.dataset.site, main.dataset.release].filter(Boolean).join(", ")}).`;
};
const key = (place, id) => `${place.title} ${id}`.replace(/[^A-Za-z\d]+/g, "-").replace(/^-|-$/g, "");
const references = (place, id, url, main) => {
  const title = [place.title, place.section, place.item && `rule ${place.item}`, place.name].filter(Boolean).join(": ");
  const quoted = title.replace(/["\\]/g, "\\$&");
  return {
    "kramdown-rfc": `${key(place, id)}:\n  title: "${quoted}"\n  target: ${url}\n  seriesinfo:\n    "${main.dataset.site}": "${main.dataset.release}"\n`,
    BibTeX: `@misc{${key(place, id)},\n  title = {${title.replace(/[{}]/g, "")}},\n  howpublished = {${main.dataset.site}, ${main.dataset.release}},\n  url = {${url}}\n}\n`,
  };
};

const copyable = (name, value) => {
  const row = document.createElement("div");
  row.className = "tt-cite-row";
  const label = document.createElement("span");
  label.textContent = name;
  const text = document.createElement("code");
  text.textContent = value;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tt-button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${name}`);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(value);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = "Selected";
    }
  });
  row.append(label, text, button);
  return row;
};
const fact = (name, ...content) => {
  const row = document.createElement("p");
  row.append(`${name}: `, ...content);
  return row;
};
const anchor = (href, text) => {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
};
const joined = (nodes) => nodes.flatMap((node, index) => (index ? [", ", node] : [node]));

let panel = null;
const dialog = () => {
  if (panel) return panel;
  panel = document.createElement("dialog");
  panel.className = "tt-cite";
  panel.setAttribute("aria-labelledby", "cite-title");
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  document.body.append(panel);
  return panel;
};

export const cite = async (mark, root) => {
  const id = decodeURIComponent(mark.hash.slice(1));
  if (!document.getElementById(id)) return;
  const main = document.querySelector("main");
  const place = describe(id);
  const address = new URL(`#${encodeURIComponent(id)}`, document.querySelector('link[rel="canonical"]')?.href ?? location.href).href;
  const heading = document.createElement("h2");
  heading.id = "cite-title";
  heading.textContent = [place.title, place.section, place.item && `rule ${place.item}`].filter(Boolean).join(" › ");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tt-button tt-close";
  close.textContent = "Close";
  close.addEventListener("click", () => panel.close());
  const rows = [copyable("Link", address), copyable("Sentence", sentence(place, main))];
  for (const [name, value] of Object.entries(references(place, id, address, main))) rows.push(copyable(name, value));
  rows.push(copyable("Identifier", id));
  const facts = document.createElement("div");
  if (place.history.length) facts.append(fact("History", place.history.join(", ")));
  const text = dialog();
  text.replaceChildren(close, heading, ...rows, facts);
  // Following the mark moved the focus to the place that it names.
  text.addEventListener("close", () => mark.focus({ preventScroll: true }), { once: true });
  text.showModal();

  const more = (await known(new URL("citations.json", new URL(main.dataset.names, location.href))))[id] ?? {};
  if (more.versions) facts.append(fact("In", more.versions === "all" ? "all versions" : more.versions.join(", ")));
  if (more.drafts) {
    const links = more.drafts.map(([name, section]) => anchor(new URL(`drafts/${name}.html#section-${section}`, root), `${name}, section ${section}`));
    facts.append(fact("In Internet-Drafts", ...joined(links)));
  }
  if (more.ledger) {
    const links = more.ledger.map((entry) => anchor(new URL(`compare/ledger/#ledger-${entry.toLowerCase()}`, root), entry));
    facts.append(fact("Differences", ...joined(links)));
  }
  if (main.dataset.report) {
    const report = new URL(`${main.dataset.report.replace(/\/$/, "")}/issues/new`);
    report.searchParams.set("title", `${place.title}: `);
    report.searchParams.set("body", `${sentence(place, main)}\n${address}\n\n`);
    facts.append(fact("Mistake", anchor(report, "report it here")));
  }
};
