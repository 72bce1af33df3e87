// The list below the field "Go to": names as they are typed, and the full text when it is asked for.
// A combobox with a list, as the ARIA Authoring Practices describe it.
import { find, needsAnchors, prepare } from "./find.mjs";
import { search } from "./words.mjs";

const KINDS = { operation: "", event: "event", schema: "object", error: "error code", term: "term", property: "property", section: "", page: "", rule: "rule", entry: "difference", draft: "Internet-Draft", figure: "figure" };
const CODE = new Set(["operation", "event", "schema", "error", "property"]);

const get = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
};
const once = (make) => {
  let made = null;
  return () => (made ??= make().catch((error) => {
    made = null;
    throw error;
  }));
};

export const open = (form) => {
  const field = form.elements.q;
  const folder = new URL(form.dataset.names, location.href);
  const root = new URL("../../", folder);
  const names = once(async () => prepare(await get(new URL("names.json", folder))));
  const anchors = once(() => get(new URL("anchors.json", folder)));
  const words = once(() => get(new URL("words.json", folder)));

  const list = document.createElement("div");
  list.className = "tt-found";
  list.hidden = true;
  const options = document.createElement("div");
  options.id = "found";
  options.setAttribute("role", "listbox");
  options.setAttribute("aria-label", "Places");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  list.append(options, status);
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list" })) field.setAttribute(name, value);

  let shown = [];
  let chosen = -1;
  let turn = 0;

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    shown[chosen]?.element.setAttribute("aria-selected", "false");
    chosen = index;
    const item = shown[chosen];
    if (!item) return field.removeAttribute("aria-activedescendant");
    item.element.setAttribute("aria-selected", "true");
    item.element.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", item.element.id);
  };
  // Pages are folders; a draft is a file.
  const folderOf = (path) => (path && !path.endsWith(".html") ? `${path}/` : path);
  const address = (place) => new URL(`${folderOf(place.path)}${place.anchor ? `#${place.anchor}` : ""}`, root);
  const follow = (item) => {
    if (!item) return;
    if (item.run) return item.run();
    close();
    location.assign(item.href);
  };
  const show = (items, message) => {
    shown = items;
    options.replaceChildren(...items.map((item) => item.element));
    items.forEach(({ element }, index) => {
      element.id = `found-${index}`;
      element.setAttribute("role", "option");
      element.setAttribute("aria-selected", "false");
    });
    status.textContent = message;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    chosen = -1;
    choose(items.length ? 0 : -1);
  };
  // Two lines: the name, and where it is.
  const option = (text, where, href, code = false) => {
    const element = document.createElement(href ? "a" : "div");
    if (href) {
      element.href = href;
      element.tabIndex = -1;
    }
    const name = document.createElement("span");
    name.textContent = text;
    if (code) name.className = "tt-code";
    const small = document.createElement("small");
    small.textContent = where;
    element.append(name, small);
    return { element, href };
  };
  const place = (found) => {
    const about = found.kind === "property" && /^\d+$/.test(found.about) ? `and in ${found.about} more places` : found.kind === "property" ? "" : found.about;
    const where = [...new Set([found.domain, found.kind === "page" ? "" : found.title])].filter(Boolean).join(" › ");
    const line = [where, KINDS[found.kind], about].filter(Boolean).join(" · ");
    return option(found.text, line || found.title, address(found).href, CODE.has(found.kind));
  };

  const fullText = async (query) => {
    const mine = ++turn;
    show([], "Loading the full text …");
    try {
      const found = search(query, await words());
      if (mine !== turn) return;
      const items = found.slice(0, 30).map((each) => option(each.title, each.excerpt, address(each).href));
      show(items, `${found.length || "No"} section${found.length === 1 ? "" : "s"} with these words${found.length > 30 ? ", the first 30 shown" : ""}.`);
    } catch {
      if (mine === turn) show([], "The full text cannot be loaded.");
    }
  };
  const update = async () => {
    const mine = ++turn;
    const query = field.value.trim();
    if (!query) return close();
    try {
      const index = await names();
      let found = find(query, index);
      if (mine !== turn) return;
      const more = option(`Search the full text for “${query}”`, "", "");
      more.run = () => fullText(query);
      more.element.addEventListener("click", more.run);
      show([...found.map(place), more], found.length ? "" : "No name like this.");
      if (needsAnchors(query, index)) {
        found = find(query, index, await anchors());
        if (mine === turn) show([...found.map(place), more], found.length ? "" : "No name like this.");
      }
    } catch {
      if (mine === turn) show([], "The index of names cannot be loaded.");
    }
  };

  field.addEventListener("input", update);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (!list.hidden) event.preventDefault();
      return close();
    }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + shown.length) % (shown.length || 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      follow(shown[chosen]);
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    if (event.target.closest("a")) close();
  });
  update();
};
