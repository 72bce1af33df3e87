// Finds every query of standard input (a JSON list) and prints the results as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, names, anchors] = process.argv.slice(2);
const { find, needsAnchors, prepare } = await import(pathToFileURL(module));
const index = prepare(JSON.parse(readFileSync(names, "utf8")));
const all = JSON.parse(readFileSync(anchors, "utf8"));
const queries = JSON.parse(readFileSync(0, "utf8"));
const found = queries.map((query) => find(query, index, needsAnchors(query, index) ? all : null));
process.stdout.write(JSON.stringify(found));
