// The panel of a defined term, at its uses and its definition: what it means and where it is used. It opens on hover
// and focus; a tap opens it first and follows the link second.

const DELAY = 250;
let panel = null;
let timer = 0;
let shownFor = null;

const close = () => {
  clearTimeout(timer);
  if (panel?.matches(":popover-open")) panel.hidePopover();
  shownFor?.removeAttribute("aria-describedby");
  shownFor = null;
};

const show = async (link, terms, root) => {
  const term = (await terms())[decodeURIComponent(link.hash.slice(1))];
  if (!term || !link.isConnected) return;
  panel ??= document.body.appendChild(Object.assign(document.createElement("div"), { className: "tt-term", id: "term-panel", popover: "manual" }));
  const name = document.createElement("strong");
  name.textContent = term.name;
  const definition = document.createElement("p");
  definition.append(name, ` ${term.definition}`);
  const where = document.createElement("p");
  const count = term.used.length;
  where.append(count ? `Used on ${count} page${count === 1 ? "" : "s"}: ` : "Used on no other page.");
  term.used.slice(0, 6).forEach(([path, title], index) => {
    const each = document.createElement("a");
    each.href = new URL(path ? `${path}/` : "", root);
    each.textContent = title;
    where.append(index ? ", " : "", each);
  });
  if (count > 6) where.append(" …");
  panel.replaceChildren(definition, where);
  shownFor = link;
  link.setAttribute("aria-describedby", panel.id);
  panel.showPopover();
  const box = link.getBoundingClientRect();
  const own = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - own.width - 8));
  const below = box.bottom + 6 + own.height < innerHeight;
  panel.style.left = `${left}px`;
  panel.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - own.height - 6)}px`;
};

export const watch = (links, terms, root) => {
  for (const link of links) {
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(() => show(link, terms, root), DELAY);
    });
    link.addEventListener("pointerleave", (event) => {
      clearTimeout(timer);
      if (event.pointerType !== "touch") timer = setTimeout(() => panel?.matches(":hover") || close(), DELAY);
    });
    link.addEventListener("focus", () => show(link, terms, root));
    link.addEventListener("blur", (event) => panel?.contains(event.relatedTarget) || close());
    let touched = false;
    link.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch";
    });
    link.addEventListener("click", (event) => {
      if (!touched || shownFor === link) return;
      event.preventDefault();
      show(link, terms, root);
    });
  }
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  addEventListener("scroll", close, { passive: true });
  addEventListener("pointerdown", (event) => {
    if (panel && !panel.contains(event.target) && event.target !== shownFor) close();
  });
};
