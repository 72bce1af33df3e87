// What every page adds where scripts run: the field "Go to", copying of examples, the choice of colours, and the
// section that is read marked in the contents. All of it is comfort; no text depends on it.
"use strict";

(() => {
  const own = new URL("./", document.currentScript.src);

  // Colours ------------------------------------------------------------------------------------------------------

  const COLOURS = ["automatic", "light", "dark"];
  const setUpColours = (button) => {
    const root = document.documentElement;
    const tell = () => {
      const now = root.dataset.colours ?? "automatic";
      button.textContent = { automatic: "◐", light: "☀", dark: "☾" }[now];
      button.title = `Colours: ${now}. Change`;
      button.setAttribute("aria-label", button.title);
    };
    button.addEventListener("click", () => {
      const next = COLOURS[(COLOURS.indexOf(root.dataset.colours ?? "automatic") + 1) % COLOURS.length];
      if (next === "automatic") delete root.dataset.colours;
      else root.dataset.colours = next;
      try {
        localStorage.setItem("twotrack.colours", next);
      } catch {
        // Storage is refused: the choice holds for this page.
      }
      tell();
    });
    button.hidden = false;
    tell();
  };

  // Examples -----------------------------------------------------------------------------------------------------

  const copyAs = (label, text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tt-button tt-copy";
    button.textContent = label;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        button.textContent = "Copied";
      } catch {
        button.textContent = "Cannot copy";
      }
      setTimeout(() => (button.textContent = label), 2000);
    });
    return button;
  };
  const copyButton = (example) => {
    const code = example.querySelector("pre");
    const button = copyAs("Copy", () => code.textContent.trimEnd());
    const tools = document.createElement("div");
    tools.className = "tt-tools-of-code";
    tools.append(button);
    if (REQUEST.test(code.textContent)) tools.prepend(copyAs("Copy as curl", () => asCurl(code.textContent)));
    example.append(tools);
  };
  const REQUEST = /^(GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH) (\S+) HTTP\/1\.1\n/;
  // A request as a command: the method, the address, the headers but for what curl adds itself, and the body.
  const asCurl = (message) => {
    const [head, ...rest] = message.trimEnd().split(/\n\n/);
    const [, method, path] = `${head}\n`.match(REQUEST);
    const headers = head.split("\n").slice(1);
    const host = headers.find((line) => /^host:/i.test(line))?.replace(/^host:\s*/i, "") ?? "example.org";
    const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
    const sent = headers.filter((line) => !/^(host|content-length):/i.test(line)).map((line) => `-H ${quote(line)}`);
    const body = rest.length ? [`--data-raw ${quote(rest.join("\n\n"))}`] : [];
    return [`curl -X ${method} ${quote(`https://${host}${path}`)}`, ...sent, ...body].join(" \\\n  ");
  };
  // What scrolls can be reached by keyboard. Late: sizes are known only after the page was laid out.
  const focusable = () => {
    const boxes = [...document.querySelectorAll(".tt-text pre, .tt-scroll, .tt-text table:not([class])")];
    const scroll = boxes.filter((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    for (const box of scroll) {
      box.tabIndex = 0;
      if (box.matches("table")) continue;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? box.parentElement.querySelector(".filename")?.textContent ?? "Code");
    }
  };
  const setUpExamples = () => {
    const seen = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        copyButton(target);
      }
    });
    for (const example of document.querySelectorAll(".tt-text .highlight:has(pre)")) seen.observe(example);
    if ("requestIdleCallback" in window) requestIdleCallback(focusable, { timeout: 2000 });
    else setTimeout(focusable, 500);
  };

  // The section that is read ---------------------------------------------------------------------------------------

  const setUpSections = (nav) => {
    const items = new Map([...nav.querySelectorAll('a[href^="#"]')].map((link) => [decodeURIComponent(link.hash.slice(1)), link.parentElement]));
    const visible = new Set();
    let here = null;
    const seen = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) isIntersecting ? visible.add(target.id) : visible.delete(target.id);
        const first = [...items.keys()].find((id) => visible.has(id));
        const next = first ? items.get(first) : here;
        if (next === here) return;
        here?.classList.remove("tt-here");
        next.classList.add("tt-here");
        here = next;
      },
      { rootMargin: "-60px 0px -50% 0px" },
    );
    for (const id of items.keys()) {
      const heading = document.getElementById(id);
      if (heading) seen.observe(heading);
    }
    nav.addEventListener("click", (event) => {
      if (event.target.closest("a") && nav.matches(":popover-open")) nav.hidePopover();
    });
  };

  // Citations and terms: what they show is loaded when it is asked for ----------------------------------------------

  // The number of a rule, as the style sheet counts: 1.2 is the second rule below the first.
  const ruleNumber = (mark) => {
    const numbers = [];
    let item = mark.closest("li");
    while (item?.parentElement.tagName === "OL") {
      const items = [...item.parentElement.children].filter((each) => !each.classList.contains("gone"));
      numbers.unshift(items.indexOf(item) + item.parentElement.start);
      item = item.parentElement.parentElement.closest("li");
    }
    return numbers.join(".");
  };
  // The marks of rules become links to themselves. They are no tab stops: there are hundreds on a page.
  const setUpMarks = () => {
    for (const mark of document.querySelectorAll("article a.anchor[id]:not([href])")) {
      mark.href = `#${encodeURIComponent(mark.id)}`;
      mark.tabIndex = -1;
      mark.setAttribute("aria-label", `Link to ${ruleNumber(mark) || "this"}`);
    }
  };
  const setUpCitations = () => {
    setUpMarks();
    document.querySelector("article")?.addEventListener("click", async (event) => {
      const mark = event.target.closest("a.anchor, a.headerlink, a.tt-here");
      if (!mark || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const { cite } = await import(new URL("cite.mjs", own));
      cite(mark, root());
    });
  };
  const setUpTerms = () => {
    const links = document.querySelectorAll('article a[href*="#term-"]:not(.anchor, .headerlink)');
    if (!links.length) return;
    let data = null;
    const terms = () => (data ??= fetch(new URL("terms.json", names())).then((answer) => answer.json()).catch(() => ({})));
    import(new URL("terms.mjs", own)).then(({ watch }) => watch(links, terms, new URL("../../", names())));
  };
  const root = () => new URL("../../", own);
  const names = () => new URL(document.querySelector("main").dataset.names, location.href);

  // A place in something closed is shown; not every browser does so itself.
  const openPlace = () => {
    const place = document.querySelector(":target");
    for (let closed = place?.closest("details:not([open])"); closed; closed = closed.parentElement.closest("details:not([open])")) {
      closed.open = true;
      place.scrollIntoView();
    }
  };

  const start = () => {
    addEventListener("hashchange", openPlace);
    openPlace();
    const colours = document.querySelector(".tt-colours");
    if (colours) setUpColours(colours);
    setUpExamples();
    setUpCitations();
    setUpTerms();
    const sections = document.getElementById("sections");
    if (sections) setUpSections(sections);
    const form = document.querySelector(".tt-goto");
    if (!form) return;
    form.hidden = false;
    const field = form.elements.q;
    // Nothing is loaded before the field is used.
    const load = async () => (await import(new URL("goto.mjs", own))).open(form);
    field.addEventListener("focus", load, { once: true });
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("keydown", (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.focus();
    });
    const lost = document.querySelector("[data-not-found]");
    if (lost) {
      const words = decodeURIComponent(location.pathname.slice(new URL("../../", own).pathname.length) + location.hash).replace(/[/_#-]+/g, " ").trim();
      const link = lost.querySelector("a");
      link.href = "#goto";
      link.textContent = words;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        field.value = words;
        field.focus();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      lost.hidden = !words;
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
