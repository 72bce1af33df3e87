// A search in the full text: the sections that have all words of a query, those with a word in their title first.
// The text is small enough to be read through for each query, so that it needs no index and finds any part of a word.

const LENGTH = 160;

export const search = (query, pages) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  for (const [path, sections] of Object.entries(pages)) {
    const page = sections[0]?.[1] ?? "";
    for (const [anchor, title, text] of sections) {
      const low = text.toLowerCase();
      const head = title.toLowerCase();
      if (!words.every((word) => low.includes(word) || head.includes(word))) continue;
      let points = low.includes(query.toLowerCase()) ? 5 : 0;
      for (const word of words) points += (head.includes(word) ? 4 : 0) + Math.min(low.split(word).length - 1, 5) / 5;
      const at = Math.max(0, low.indexOf(words.find((word) => low.includes(word)) ?? "") - LENGTH / 4);
      const excerpt = `${at ? "… " : ""}${text.slice(at, at + LENGTH)}${at + LENGTH < text.length ? " …" : ""}`;
      found.push([points, { path, anchor, title: title === page || !page ? title : `${page} › ${title}`, excerpt }]);
    }
  }
  return found.sort((one, other) => other[0] - one[0]).map(([, place]) => place);
};
