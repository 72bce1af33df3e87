// A link to an anchor that was renamed or moved since it was made leads to where it stands now. The table is
// fetched only where the page has no such anchor, so that nearly all visits cost nothing.
(() => {
  "use strict";
  const script = document.currentScript ?? document.querySelector('script[src*="assets/twotrack/redirects.js"]');
  const base = new URL("../../", script.src);

  // Whoever shows that a section is missing reads `data-missing`, or listens to the event.
  const note = (anchor) => {
    const { dataset } = document.documentElement;
    if (!anchor && !dataset.missing) return;
    dataset.missing = anchor;
    document.dispatchEvent(new Event("tt-missing"));
  };

  const lead = async () => {
    const anchor = decodeURIComponent(location.hash.slice(1));
    note("");
    if (!anchor || document.getElementById(anchor)) return;
    try {
      const table = await (await fetch(new URL("assets/twotrack/redirects.json", base))).json();
      const here = location.pathname.slice(base.pathname.length).replace(/(index\.html)?$/, "").replace(/\/$/, "");
      const url = table[here]?.[anchor];
      if (url) {
        location.replace(new URL(url, location.href));
        return;
      }
    } catch {
      // Without the table the page is shown from its beginning, as it would be anyway.
    }
    note(anchor);
  };

  addEventListener("hashchange", lead);
  lead();
})();
