// The chooser of releases, and pages that lead to another one. Without this script the chooser leads to the same
// page of the other release, and a redirect loses the section.
(() => {
  "use strict";
  const root = document.documentElement;
  const { leads, to } = root.dataset;
  const named = () => decodeURIComponent(location.hash.slice(1));

  // Pages in place of others: a redirect, or a page that the release does not have.
  const lead = () => {
    const known = JSON.parse(leads ?? "{}")[named()];
    const url = known ?? (to && to + location.search + location.hash);
    if (url) location.replace(url);
  };
  lead();
  if (leads) addEventListener("hashchange", lead);

  // The anchor of the address if it is in sight, or else the last heading above the middle of the window.
  const place = () => {
    const anchor = location.hash && document.getElementById(named());
    if (!anchor && location.hash && scrollY === 0) return location.hash;
    if (anchor) {
      const { top, bottom } = anchor.getBoundingClientRect();
      if (bottom > 0 && top < innerHeight) return location.hash;
    }
    const above = [...document.querySelectorAll("article :is(h2, h3, h4, h5)[id]")].filter(
      (heading) => heading.getBoundingClientRect().top < innerHeight / 2,
    );
    return scrollY > 0 && above.length ? `#${above.at(-1).id}` : "";
  };

  const links = [...document.querySelectorAll(".tt-releases a:not(.tt-changes), .tt-release-banner a")];
  for (const link of links) {
    const keep = () => {
      link.hash = place();
    };
    link.addEventListener("pointerdown", keep);
    link.addEventListener("focus", keep);
    link.addEventListener("click", keep);
  }

  // A section that another release has and this one has not, neither here nor elsewhere (see redirects.js).
  const report = () => {
    document.querySelector(".tt-release-notice")?.remove();
    const anchor = root.dataset.missing;
    const text = document.querySelector("article");
    if (!anchor || !text) return;
    const release = document.querySelector(".tt-releases summary")?.textContent ?? "";
    const notice = document.createElement("p");
    notice.className = "tt-release-notice";
    notice.setAttribute("role", "status");
    notice.append(`Release ${release} has no section “${anchor}”. Other releases: `);
    for (const link of document.querySelectorAll(".tt-releases a:not(.tt-changes)")) {
      const other = document.createElement("a");
      other.href = `${link.href.split("#")[0]}#${anchor}`;
      other.textContent = link.textContent;
      notice.append(other, " ");
    }
    text.before(notice);
  };
  document.addEventListener("tt-missing", report);
  report();
})();
