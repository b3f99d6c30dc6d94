// `node engine.mjs`: reads forms and what is entered into each from standard input, and prints what
// ODK Web Forms' engine makes of every step: values, relevance, what a constraint or duty refuses.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const order = JSON.parse(readFileSync(0, "utf-8"));

// The engine is made for a browser: it takes the document's classes and the clock from there.
const { window } = new JSDOM("");
const BROWSER = ["DOMParser", "Document", "Element", "Node", "XMLDocument", "XMLSerializer", "document"];
for (const name of BROWSER) {
  globalThis[name] ??= window[name];
}
globalThis.window ??= window;
globalThis.__dirname = import.meta.dirname;
const Clock = Date;
const now = Clock.parse(order.now);
globalThis.Date = class extends Clock {
  constructor(...parts) {
    super(...(parts.length ? parts : [now]));
  }
  static now() {
    return now;
  }
};
const { loadForm } = await import("@getodk/xforms-engine");

const isRange = (node) => node.nodeType.startsWith("repeat-range");
const isLeaf = (node) => node.currentState.children === null;

function* leaves(node) {
  if (isLeaf(node)) yield node;
  else for (const child of node.currentState.children) yield* leaves(child);
}

function* ranges(node) {
  if (isRange(node)) yield node;
  if (!isLeaf(node)) for (const child of node.currentState.children) yield* ranges(child);
}

function enter(node, text) {
  switch (node.nodeType) {
    case "select":
      return node.selectValues(text ? (node.selectType === "select1" ? [text] : text.split(" ")) : []);
    case "rank":
      return node.setValues(text ? text.split(" ") : []);
    case "trigger":
      return node.setValue(text !== "");
    case "range":
      return node.setValue(Number(text));
    default:
      return node.setValue(text === "" && node.valueType !== "string" ? null : text);
  }
}

function found(root, reference, known) {
  if (!known.has(reference)) {
    // Rows come to be on the way.
    for (const node of leaves(root)) known.set(node.currentState.reference, node);
  }
  return known.get(reference);
}

function step(root, { reference, rows, text }, known) {
  if (rows !== undefined) {
    const range = [...ranges(root)].find((each) => each.currentState.reference === reference);
    const missing = rows - range.currentState.children.length;
    if (missing > 0) range.addInstances(range.currentState.children.length - 1, missing);
    return true;
  }
  const node = found(root, reference, known);
  if (!node || !node.currentState.relevant || node.currentState.readonly) return false;
  enter(node, text);
  return true;
}

function seen(root) {
  const found = {};
  for (const node of leaves(root)) {
    const { reference, relevant, instanceValue } = node.currentState;
    const refused = node.validationState?.violation?.condition ?? "";
    found[reference] = { relevant, value: instanceValue ?? "", refused };
  }
  return found;
}

async function filled({ xml, steps }) {
  const form = await loadForm(xml, { geolocationProvider: null });
  if (form.status === "failure") throw form.error;
  const { root } = form.createInstance();
  const known = new Map();
  const taken = steps.map((each) => step(root, each, known));
  return { taken, seen: seen(root) };
}

const answers = [];
for (const form of order.forms) {
  answers.push(await filled(form).catch((error) => ({ error: String(error?.message ?? error) })));
}
process.stdout.write(JSON.stringify(answers));
