// Puts the page together: data, layout, canvas, panel and controls. The only module that knows all the others.

import { parse, type GraphNode } from "./data";
import { byId, button, el } from "./dom";
import { fileName, png, save, svg } from "./export";
import { arrange, communities, rearrange } from "./layout";
import { Legend } from "./legend";
import { FactList } from "./list";
import { clipped, count, Panel } from "./panel";
import { Search } from "./search";
import { Stage } from "./stage";
import { Store } from "./state";
import { Time } from "./time";
import { relationWords, speak, spoken, t, word, type Key } from "./words";

const graph = parse(byId("data").textContent ?? "");
speak(graph.language);
const community = communities(graph);
const store = new Store(graph, arrange(graph, community));
const canvas = byId<HTMLCanvasElement>("picture");
const stage = new Stage(canvas, store, community, { open: () => panel.focus() });
const panel = new Panel(store, { goTo });
const legend = new Legend(store);
const time = new Time(store);
const list = new FactList(store, () => panel.focus());
const search = new Search(graph, goTo);
const help = byId<HTMLDialogElement>("help");

function title(): string {
  return graph.title || t("page.everything");
}

function goTo(node: GraphNode): void {
  store.reveal(node);
  store.select({ node });
  stage.goTo(node);
  if (list.open) panel.focus();
  else canvas.focus();
}

/** Every word of the page that is not data, in the language in force. */
function translate(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-t]")) element.textContent = t(element.dataset["t"] as Key);
  for (const element of document.querySelectorAll<HTMLElement>("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset["label"] as Key));
    element.title = t(element.dataset["label"] as Key);
  }
  byId<HTMLInputElement>("search").placeholder = t("search.placeholder");
  byId("title").textContent = clipped(title(), 80);
  document.title = clipped(title(), 80);
  legend.draw();
  time.refresh();
  panel.draw();
  list.draw();
  drawNotes();
  drawHelp();
  refresh();
}

function refresh(): void {
  const { visible } = store;
  const values = { nodes: visible.nodes, edges: visible.edges, allNodes: graph.nodes.length, allEdges: graph.edges.length };
  const whole = visible.nodes === graph.nodes.length && visible.edges === graph.edges.length;
  byId("status").textContent = visible.nodes ? t(whole ? "status.shown" : "status.of", values) : t("note.empty");
  canvas.setAttribute("aria-label", t("page.canvas", values));
  byId<HTMLButtonElement>("undo").disabled = !store.canUndo;
  byId<HTMLButtonElement>("redo").disabled = !store.canRedo;
  byId<HTMLButtonElement>("all").disabled = whole;
  const listing = byId("list-button");
  listing.setAttribute("aria-pressed", String(list.open));
}

/** What is chosen, in a sentence, for those who do not see the picture. */
function announce(): void {
  const { selection } = store;
  const words = !selection
    ? ""
    : "node" in selection
      ? `${clipped(selection.node.label, 80)}, ${word("type", selection.node.type)}, ${count("panel.relations", selection.node.edges.length)}`
      : `${clipped(selection.edge.source.label, 80)} ${relationWords(selection.edge)} ${clipped(selection.edge.target.label, 80)}`;
  const live = byId("announcer");
  if (live.textContent !== words) live.textContent = words;
}

function drawNotes(): void {
  const notes = [
    graph.omitted ? t("note.omitted", { shown: graph.nodes.length, omitted: graph.omitted }) : "",
    graph.private ? count("note.private", graph.private) : "",
  ].filter(Boolean);
  const box = byId("notes");
  if (!notes.length || box.dataset["dismissed"]) return void (box.hidden = true);
  box.hidden = false;
  const dismiss = button(t("note.dismiss"), () => {
    box.hidden = true;
    box.dataset["dismissed"] = "yes";
  });
  box.replaceChildren(el("p", {}, notes.join(" ")), dismiss);
}

function drawHelp(): void {
  const keys: [string, Key][] = [
    ["/", "help.search"], ["← ↑ ↓ →", "help.arrows"], [", .", "help.edges"], ["Enter", "help.enter"], ["E", "help.expand"],
    ["I", "help.isolate"], ["P", "help.pin"], ["+ − 0", "help.zoom"], ["L", "help.list"], ["Ctrl+Z  Ctrl+Y", "help.undo"],
    ["Esc", "help.escape"],
  ];
  const rows = keys.map(([key, words]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, t(words))));
  byId("help-keys").replaceChildren(...rows);
}

function setTheme(dark: boolean): void {
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  stage.recolour();
}

function showList(open: boolean): void {
  list.show(open);
  if (!open) canvas.focus();
  refresh();
}

function onClick(id: string, act: () => void): void {
  byId(id).addEventListener("click", act);
}

onClick("undo", () => store.undo());
onClick("redo", () => store.redo());
onClick("all", () => store.showAll());
onClick("fit", () => stage.fit());
onClick("in", () => stage.zoomBy(1.3));
onClick("out", () => stage.zoomBy(1 / 1.3));
onClick("arrange", () => {
  const seen = graph.nodes.filter((node) => store.sees(node));
  store.change({ at: rearrange(seen, store.choice.at, store.choice.pinned) });
  stage.fit();
});
onClick("list-button", () => showList(!list.open));
onClick("png", () => void png(stage.view(), clipped(title(), 80)).then((blob) => save(blob, fileName(title(), "png"))));
onClick("svg", () => save(svg(stage.view(), clipped(title(), 80)), fileName(title(), "svg")));
onClick("theme", () => setTheme(document.documentElement.dataset["theme"] !== "dark"));
onClick("language", () => {
  speak(spoken() === "en" ? "zh" : "en");
  translate();
  stage.repaint();
});
onClick("help-button", () => help.showModal());
onClick("help-close", () => help.close());

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (help.open || typing) return;
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  if (command && key === "z") event.shiftKey ? store.redo() : store.undo();
  else if (command && key === "y") store.redo();
  else if (command || event.altKey) return;
  else if (key === "/") search.focus();
  else if (key === "?") help.showModal();
  else if (key === "l") showList(!list.open);
  else if (key === "escape" && document.activeElement !== canvas) (list.open ? showList(false) : canvas.focus());
  else return;
  event.preventDefault();
});

store.subscribe(() => {
  refresh();
  announce();
});
// On a small screen the legend would cover the picture.
if (window.innerWidth < 820) byId<HTMLDetailsElement>("legend").open = false;
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
prefersDark.addEventListener("change", (event) => setTheme(event.matches));
setTheme(prefersDark.matches);
translate();
stage.fit();
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("painted")));
