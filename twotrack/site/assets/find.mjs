// Finds names: a pure function from a query to places, over the two files that names_file.py writes.
// It knows no page element and fetches nothing, so that it also runs in Node, where its tests are.

const METHODS = /^(get|put|post|delete|head|options|patch)\s+/i;
// Weights of kinds where nothing else decides between two results.
const KIND = { page: 26, operation: 22, event: 24, error: 24, term: 20, section: 16, schema: 14, entry: 18, draft: 18, figure: 4, property: 6 };
// What is read of a query: more is not a name.
const LONGEST = 300;
const MOST_WORDS = 12;
// Words that a question has and a name does not need.
const FILLERS = new Set("a an and are as at by do does for from how i if in into is it its of on or the there to what when where which who why with".split(" "));

// One spelling for British and American words.
const american = (word) =>
  word
    .replace(/is(e|ed|es|ing|er|ation|ations|able)$/, "iz$1")
    .replace(/yse(d|r|s)?$/, "yze$1")
    .replace(/([a-z]{2})our(s|ed|ing|ite|able|al)?$/, "$1or$2")
    .replace(/(l)l(ed|ing|ation|er)$/, "$1$2");
// Words for the same thing.
const SAME = { ids: "id", identifier: "id", identifiers: "id" };
// The same for stems.
const SHORT = { synchroniz: "sync" };
// What the methods of operations do, for readers who type `create_filter` or "delete device".
const VERBS = { get: "get list fetch read", post: "create add make send", put: "set put update create change send", delete: "delete remove" };
// The part of a word that its forms share.
const ending = (word) =>
  SAME[word] ?? (word.length < 4 || /\d/.test(word) ? word : american(word).replace(/(?:ations?|ings?|ions?|ers?|ed|es|s|e|y|ies|ied)$/, "") || word);
const stem = (word) => {
  const base = ending(word);
  if (base.length < 8) return base;
  const known = Object.keys(SHORT).find((each) => distance(base, each, 1) <= 1);
  return known ? SHORT[known] : base;
};
const split = (text) =>
  text
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[’']s\b/g, "")
    .split(/[^a-z\d]+/)
    .filter(Boolean);
const squash = (text) => text.toLowerCase().replace(/[^a-z\d]/g, "");
export const slug = (text) => text.toLowerCase().split(/[^a-z\d]+/).filter(Boolean).join("-");

// The distance of Damerau and Levenshtein (optimal string alignment), or `most` + 1 where it is larger.
export const distance = (a, b, most) => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let value = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2] + 1);
      next.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length];
};
const slips = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

// The index ----------------------------------------------------------------------------------------------------------

// Returns the entries of `names.json`, each with what a search compares.
export const prepare = (file) => {
  const entries = [];
  file.names.forEach((rows, at) => {
    const [path, title, domain] = file.pages[at];
    for (const [code, text, given, about] of rows) {
      const name = file.kinds[Math.floor(code / 10)];
      const id = given || slug(text);
      const entry = { kind: name, text, page: at, path, id, anchor: name === "page" ? "" : id, title, domain, about: about || "" };
      entry.weight = code % 10;
      // "Short authentication string (SAS)" is called by the letters in brackets.
      entry.letters = text.match(/\(([A-Z]{2,})\)$/)?.[1].toLowerCase() ?? "";
      entry.words = split(text.replace(/^m\./, ""));
      entry.stems = entry.words.map(stem);
      entry.sorted = [...entry.stems].sort().join(" ");
      entry.squashed = squash(text);
      const around = name === "property" ? title : `${title} ${domain} ${entry.about} ${path}`;
      // What an operation does is nearly a name.
      entry.does = new Set(name === "operation" ? split(entry.about).map(stem) : []);
      entry.around = new Set(split(around).map(stem));
      entry.ids = new Set(name === "property" ? [] : split(id).map(stem));
      if (name === "operation") {
        const [method, route] = text.split(" ");
        entry.method = method.toLowerCase();
        entry.names = new Set(route.split("/"));
        entry.segments = route.toLowerCase().split("/").filter((part) => part && !part.startsWith("{"));
        entry.route = entry.segments.join("/");
        const last = route.split("/").findLast((part) => part && !part.startsWith("{")) ?? "";
        entry.last = squash(last);
        entry.lastStems = split(last).map(stem);
        // The summary begins with what the operation does: "Change or reset the password".
        const deed = entry.about.match(/^(\w+)(?: or (\w+))?/)?.slice(1).join(" ") ?? "";
        entry.verbs = new Set(split(`${deed} ${VERBS[entry.method] ?? ""}`).map(stem));
        // What the text calls old comes after what replaces it.
        entry.old = /deprecated|legacy|older|obsolete/i.test(`${title} ${entry.about}`) || /\/(r0|unstable)\//.test(route);
      }
      entries.push(entry);
    }
  });
  const frequency = new Map();
  for (const entry of entries) for (const each of new Set(entry.stems)) frequency.set(each, (frequency.get(each) ?? 0) + 1);
  // Of names that are equal otherwise, those of a large part of the specification are meant more often.
  const sizes = new Map();
  for (const entry of entries) sizes.set(entry.domain, (sizes.get(entry.domain) ?? 0) + 1);
  for (const entry of entries) entry.share = (18 * sizes.get(entry.domain)) / entries.length;
  const versions = file.versions.map((group) => ({
    page: group.page,
    members: group.versions.map(([name, page, lacks]) => ({ name, page, lacks: new Set(lacks) })),
  }));
  return { entries, frequency, versions, pages: file.pages };
};

// The query ----------------------------------------------------------------------------------------------------------

const understand = (typed, index, plain = false) => {
  const query = { typed: typed.trim().slice(0, LONGEST), version: null, method: "", number: "", address: null };
  let rest = query.typed;
  // An address, of this site or of another edition of the same specification: its folders and its fragment are words.
  const address = rest.match(/^(?:https?:\/\/)?[\w.-]+\.[a-z]{2,}(?::\d+)?\/([^?#\s]*)(?:\?[^#\s]*)?(?:#(\S*))?$/i);
  if (address && /^https?:|#|^[\w-]+\.[\w.-]+\//i.test(rest)) {
    let fragment = address[2] ?? "";
    try {
      fragment = decodeURIComponent(fragment);
    } catch {
      // Not encoded: taken as it is.
    }
    query.address = { folders: address[1].split("/").filter(Boolean), fragment };
    rest = fragment || query.address.folders.at(-1) || "";
  }
  const method = rest.match(METHODS);
  // "get missing events" begins with no method.
  if (method && (!/\s/.test(rest.slice(method[0].length)) || method[1] === method[1].toUpperCase())) {
    query.method = method[1].toLowerCase();
    rest = rest.slice(method[0].length);
  }
  // "v12 …", "room version 12 …", "I.1 …"
  for (const group of index.versions) {
    const named = new Map(group.members.map((member) => [member.name.toLowerCase(), member]));
    const found = rest.match(/(?:^|\s)(?:room\s+version\s+|room\s+v|version\s+|v)([a-z]?\.?\d+(?:\.\d+)*)(?=\s|$)/i) ?? rest.match(/(?:^|\s)([a-z]\.\d+)(?=\s|$)/i);
    const member = found && named.get(found[1].toLowerCase());
    if (member && !rest.includes("/") && !plain) {
      query.version = { group, member };
      rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`.trim();
    }
    for (const folder of query.address?.folders ?? []) {
      const of = group.members.find((each) => index.pages[each.page][0].endsWith(`/${folder.toLowerCase()}`));
      if (of) query.version = { group, member: of };
    }
  }
  // A rule by its number: "rule 5.3.1", "auth rules 4.1".
  const number = rest.match(/(?:^|\s)(?:(?:rule|step|check|item|no\.?)\s+)?(\d+(?:\.\d+)+|(?<=[a-z]\s+)\d+(?=\s*$))\.?(?=\s|$)/i);
  if (number) {
    query.number = number[1];
    rest = `${rest.slice(0, number.index)} ${rest.slice(number.index + number[0].length)}`.trim();
  }
  query.rest = rest;
  query.squashed = squash(rest);
  const words = split(rest);
  const kept = words.length > 2 ? words.filter((word) => !FILLERS.has(word)) : words;
  query.words = (kept.length ? kept : words).slice(0, MOST_WORDS);
  query.slug = slug(rest);
  // Written as code is: `joined_rooms`, `initialSync`, `/login`.
  query.coded = /_|[a-z][A-Z]|\//.test(rest);
  query.stems = query.words.map(stem);
  query.sorted = [...query.stems].sort().join(" ");
  query.route = rest.toLowerCase().replace(/\{[^}]*\}?/g, "").split(/[?#]/)[0].split("/").filter((part) => part && !/[!@#$:%*]/.test(part));
  query.isRoute = rest.includes("/") && query.route.length > 0;
  return query;
};

// Whether `anchors.json` can add something to a query.
export const needsAnchors = (typed, index) => {
  const query = understand(typed, index);
  return query.number !== "" || /^#?[a-z\d]+(?:-[a-z\d]+)+$/i.test(query.rest);
};

// Scores -------------------------------------------------------------------------------------------------------------

// How far a word of the query is a word of a name: 0 to 1.
const alike = (word, base, words, stems) => {
  if (words.includes(word)) return 1;
  if (stems.includes(base)) return 0.9;
  if (word.length > 2 && words.some((each) => each.startsWith(word))) return 0.75;
  // A longer form of a word: "synchronization", "canonicalization".
  if (word.length > 7 && stems.some((each) => each.length > 3 && word.startsWith(each))) return 0.6;
  const most = slips(word);
  if (most && words.some((each) => each.length > 3 && each[0] === word[0] && distance(word, each, most) <= most)) return 0.6;
  if (most && words.some((each) => each.length > 3 && distance(word, each, 1) <= 1)) return 0.55;
  if (word.length > 4 && base.length > 3 && stems.join("").includes(base)) return 0.5;
  return 0;
};

const byRoute = (query, entry) => {
  if (entry.kind !== "operation" || !query.route.length) return 0;
  const asked = query.route.join("/");
  const bonus = (query.method && entry.method === query.method ? 25 : 0) - (entry.old ? 30 : 0) - 6 * entry.names.size;
  if (query.rest.startsWith("/") && entry.text.endsWith(query.rest)) return 970 + bonus;
  if (entry.names.has(query.rest)) return 950 + bonus;
  if (entry.route === asked) return 960 + bonus;
  if (entry.route.endsWith(`/${asked}`)) return 900 + bonus;
  const inside = `/${entry.route}/`.indexOf(`/${asked}/`);
  const after = inside >= 0 ? entry.route.slice(inside + asked.length).split("/").length - 1 : 0;
  if (inside >= 0) return (query.route.length > 1 ? 860 : 700) - 8 * after + bonus;
  if (query.route.length > 1 && entry.route.includes(asked)) return 640 + bonus;
  // Camel case or spaces for underscores, and slips of the finger, in the last part of a path.
  const last = squash(query.route.at(-1));
  if (query.route.length === 1 && last.length > 3) {
    if (entry.last === last) return 840 + bonus;
    if (distance(last, entry.last, slips(last)) <= slips(last)) return 540 + bonus - 60 * distance(last, entry.last, 2);
    if (squash(entry.segments.slice(-2).join("")) === last) return 820 + bonus;
  }
  return 0;
};

// The words of what an operation is called and does, in any order: `create_filter`, "password change".
const byDeed = (query, entry) => {
  if (entry.kind !== "operation" || query.isRoute || query.words.length < (query.method ? 1 : 2)) return 0;
  if (query.method && query.method !== entry.method) return 0;
  let named = 0;
  let verbs = query.method ? 1 : 0;
  for (const base of query.stems) {
    const done = entry.verbs.has(base);
    if (done) verbs += 1;
    if (entry.lastStems.includes(base)) named += 1;
    else if (!done && !entry.does.has(base) && !entry.stems.includes(base)) return 0;
  }
  if (!named || !verbs) return 0;
  return 660 + (120 * named) / entry.lastStems.length + (query.coded && verbs ? 60 : 0) - 4 * entry.segments.length - (entry.old ? 30 : 0) - 6 * entry.names.size;
};

const byName = (query, entry) => {
  if (!query.squashed) return 0;
  if (query.isRoute && entry.kind !== "operation" && entry.kind !== "property") return 0;
  const fewer = entry.kind === "term" ? 45 : entry.kind !== "property" ? 0 : query.coded ? 70 : 150;
  if (entry.text.toLowerCase() === query.rest.toLowerCase()) return 1000 - fewer;
  if (entry.squashed === query.squashed) return (query.coded ? 830 : 960) - fewer;
  if (entry.kind !== "property" && entry.id === query.slug) return query.coded ? 840 : 945;
  // The same words in other forms: "access token", "Access tokens".
  if (entry.stems.length === query.stems.length && query.stems.join(" ") === entry.stems.join(" "))
    // One word in another form is no more than a hint: "authorise" is "Authorization", or the rules that many refer to.
    return (query.stems.length > 1 || entry.weight > 2 || entry.kind !== "section" ? 880 : 480) - fewer;
  if (query.stems.length > 1 && entry.kind !== "event" && entry.sorted === query.sorted) return 760 - fewer;
  if (entry.letters && query.stems.length > 1 && query.words.includes(entry.letters) && query.words.every((word, at) => word === entry.letters || entry.around.has(query.stems[at])))
    return 800;
  const bare = entry.squashed.replace(/^m(?=[a-z])/, "");
  const dotted = entry.kind === "event" || entry.kind === "error";
  if (dotted && bare === query.squashed && query.words.length) return 850;
  // Endings of dotted names: `room.member`, `member`, `key.verification.start`.
  if (dotted && query.squashed.length > 3 && entry.text.toLowerCase().split(/[._]/).join(" ").endsWith(` ${query.words.join(" ")}`))
    return (query.coded ? 900 : 720) - entry.words.length * 4;
  // A word in the middle of an error code is not its name.
  if (entry.kind === "error" && query.words.length === 1 && !query.coded) return 0;
  if (entry.kind !== "property" && entry.kind !== "entry" && query.slug.length > 2 && `-${entry.id}-`.includes(`-${query.slug}-`))
    return 560 + (200 * query.slug.length) / entry.id.length - fewer;
  if (query.rest.length > 3 && ` ${entry.text.toLowerCase()} `.includes(` ${query.rest.toLowerCase()} `)) return 600 - fewer;
  if (query.squashed.length > 2 && entry.squashed.startsWith(query.squashed))
    return 560 + (120 * query.squashed.length) / entry.squashed.length - fewer;
  return 0;
};

const byWords = (query, entry, index) => {
  let got = 0;
  let all = 0;
  let own = 0;
  // Of names with a word in another form, those that many refer to are meant: "authorise".
  let referred = 0;
  query.words.forEach((word, at) => {
    const rare = 1 + Math.log(index.entries.length / (1 + (index.frequency.get(query.stems[at]) ?? 0))) / 8;
    all += rare;
    const here = alike(word, query.stems[at], entry.words, entry.stems);
    if (here) own += 1;
    if (here === 0.9 && query.words.length === 1) referred = 30 + 6 * entry.weight;
    got += rare * Math.max(here, entry.ids.has(query.stems[at]) ? 0.8 : 0, entry.does.has(query.stems[at]) ? 0.7 : 0, entry.around.has(query.stems[at]) ? 0.45 : 0);
  });
  const share = all ? got / all : 0;
  if (!own) {
    // Two words typed as one, or one as two.
    const most = slips(query.squashed);
    return most && entry.kind !== "property" && distance(query.squashed, entry.squashed, most) <= most ? 500 : 0;
  }
  if (share < 0.44) return 0;
  // The more of the name the query covers, the better.
  return ({ property: 360, entry: 400 }[entry.kind] ?? 480) * share + (90 * Math.min(own, entry.words.length)) / Math.max(entry.words.length, 1) + referred;
};

const score = (asked, without, entry, index) => {
  const query = asked.version && entry.page !== asked.version.group.page ? without : asked;
  const best = Math.max(byName(query, entry), byRoute(query, entry), byDeed(query, entry), byWords(query, entry, index));
  if (!best) return 0;
  let more = KIND[entry.kind] + 4 * entry.weight + entry.share - (entry.kind === "property" ? entry.id : entry.text).length / 20;
  if (query.isRoute && entry.kind === "operation") more += 60;
  if (query.method) more += entry.kind === "operation" && entry.method === query.method ? 30 : entry.kind === "operation" ? -60 : -200;
  if (query.version) more += 120;
  if (query.address?.folders.length && !query.version) {
    // `client-server-api` names the folder `client-server`; a specification in one page a domain has no more.
    const folder = entry.path.split("/")[0];
    more += query.address.folders.some((each) => folder && each.toLowerCase().startsWith(folder)) ? 120 : 0;
  }
  return best + more;
};

// Results ------------------------------------------------------------------------------------------------------------

const result = (index, entry, version) => {
  const [path, title, domain] = index.pages[version ? version.page : entry.page];
  return { kind: entry.kind, text: entry.text, about: entry.about, path, anchor: entry.anchor, title, domain };
};

// Every anchor by its id, and rules by their number.
const exact = (query, index, anchors) => {
  const found = [];
  if (!anchors) return found;
  const id = query.rest.replace(/^#/, "").toLowerCase();
  const pages = new Map(index.pages.map((page) => [page[0], page]));
  const own = query.version ? index.pages[query.version.member.page][0] : "";
  const others = new Set(index.versions.flatMap((group) => group.members.filter((m) => m.page !== group.page).map((m) => index.pages[m.page][0])));
  for (const [path, sections] of Object.entries(anchors)) {
    const page = pages.get(path);
    if (!page || (own ? path !== own : others.has(path))) continue;
    for (const [heading, items] of Object.entries(sections)) {
      const section = index.entries.find((entry) => entry.anchor === heading && (entry.path === path || own));
      for (const item of items) {
        const [anchor, number] = item.split(" ");
        const about = section && section.kind !== "page" ? section.text : "";
        const place = { kind: "rule", about, path, anchor, title: page[1], domain: page[2] };
        if (id && anchor.toLowerCase() === id) found.push([2000, { ...place, text: number ? `${number}. ${anchor}` : anchor }]);
        else if (query.number && number === query.number) {
          const around = section ? [...section.words, ...split(page[1])] : split(page[1]);
          const got = query.words.filter((word, at) => alike(word, query.stems[at], around, around.map(stem))).length;
          const named = query.words.length === 0 || got > 0;
          if (named) found.push([1100 + 100 * (got / (query.words.length || 1)) + items.length / 20, { ...place, text: `Rule ${number}` }]);
        }
      }
    }
  }
  return found;
};

// Words that names write as one: "back up keys" is typed for "Key backup".
const asOneWord = (typed, index) =>
  typed.replace(/\b([a-z]{3,}) (up|in|out|down)\b/gi, (both, verb, particle) => (index.frequency.has(stem((verb + particle).toLowerCase())) ? verb + particle : both));

// Returns the places that a query names, the best first.
export const find = (typed, index, anchors = null, limit = 10) => {
  const query = understand(asOneWord(typed, index), index);
  if (!query.typed) return [];
  const without = query.version && !query.address ? understand(typed, index, true) : query;
  const found = exact(query, index, anchors);
  if (query.version && !query.words.length && !query.number) {
    const { group, member } = query.version;
    const page = index.entries.find((entry) => entry.kind === "page" && entry.page === member.page);
    found.push([3000, result(index, page ?? index.entries.find((entry) => entry.page === group.page))]);
  }
  for (const entry of index.entries) {
    const points = score(query, without, entry, index);
    if (points <= 0) continue;
    const version = query.version && entry.page === query.version.group.page ? query.version.member : null;
    if (version?.lacks.has(entry.anchor)) continue;
    if (version && entry.kind === "page") continue;
    found.push([points, result(index, entry, version)]);
  }
  const seen = new Set();
  found.sort((one, other) => other[0] - one[0]);
  // Beside a name that was typed exactly, names that share a word with it are noise.
  const least = Math.min((found[0]?.[0] ?? 0) * 0.55, 560);
  return found
    .filter(([points]) => points >= least)
    .map(([, place]) => place)
    .filter(({ path, anchor }) => !seen.has(`${path}#${anchor}`) && seen.add(`${path}#${anchor}`))
    .slice(0, limit);
};
