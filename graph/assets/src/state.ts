// What the reader chose (filters, folds, pins, places), with undo. Views subscribe; nothing here draws.

import { neighbours, type Graph, type GraphEdge, type GraphNode } from "./data";
import type { Places } from "./layout";

export interface Choice {
  hiddenTypes: ReadonlySet<string>;
  hiddenRelations: ReadonlySet<string>;
  from: string; // ISO day; "" is open
  to: string;
  confidence: number; // facts below are hidden
  folded: ReadonlySet<number>; // node indices put away by collapsing
  pinned: ReadonlySet<number>;
  at: Places;
}

export interface Visible {
  node: Uint8Array;
  edge: Uint8Array;
  nodes: number;
  edges: number;
}

export type Selection = { node: GraphNode } | { edge: GraphEdge } | null;

const DEPTH = 100;

export class Store {
  choice: Choice;
  visible: Visible;
  selection: Selection = null;
  private past: { choice: Choice; gesture: string }[] = [];
  private future: Choice[] = [];
  private listeners: (() => void)[] = [];

  constructor(readonly graph: Graph, at: Places) {
    this.choice = {
      hiddenTypes: new Set(), hiddenRelations: new Set(), from: "", to: "", confidence: 0,
      folded: new Set(), pinned: new Set(), at,
    };
    this.visible = visibleUnder(graph, this.choice);
  }

  subscribe(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Changes of one gesture (a slider being dragged) are undone together. */
  change(part: Partial<Choice>, gesture = ""): void {
    if (!gesture || this.past.at(-1)?.gesture !== gesture) this.past.push({ choice: this.choice, gesture });
    if (this.past.length > DEPTH) this.past.shift();
    this.future = [];
    this.set({ ...this.choice, ...part });
  }

  /** The gesture is over: the next change starts a new step. */
  settle(): void {
    const last = this.past.at(-1);
    if (last) last.gesture = "";
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  undo(): void {
    const step = this.past.pop();
    if (!step) return;
    this.future.push(this.choice);
    this.set(step.choice);
  }

  redo(): void {
    const choice = this.future.pop();
    if (!choice) return;
    this.past.push({ choice: this.choice, gesture: "" });
    this.set(choice);
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.tell();
  }

  sees(node: GraphNode): boolean {
    return this.visible.node[node.index] === 1;
  }

  seesEdge(edge: GraphEdge): boolean {
    return this.visible.edge[edge.index] === 1;
  }

  foldedNeighbours(node: GraphNode): GraphNode[] {
    return [...neighbours(node)].filter((other) => this.choice.folded.has(other.index));
  }

  /** Neighbours that hang on this node alone: what collapsing puts away. */
  leaves(node: GraphNode): GraphNode[] {
    return [...neighbours(node)].filter(
      (other) => this.sees(other) && [...neighbours(other)].every((next) => next === node || !this.sees(next)),
    );
  }

  expand(node: GraphNode): void {
    const folded = new Set(this.choice.folded);
    for (const other of neighbours(node)) folded.delete(other.index);
    this.change({ folded });
  }

  collapse(node: GraphNode): void {
    const leaves = this.leaves(node);
    if (leaves.length) this.change({ folded: new Set([...this.choice.folded, ...leaves.map((leaf) => leaf.index)]) });
  }

  /** Put away everything but the node and its neighbours. */
  isolate(node: GraphNode): void {
    const near = neighbours(node).add(node);
    this.change({ folded: new Set(this.graph.nodes.filter((n) => !near.has(n)).map((n) => n.index)) });
  }

  togglePin(node: GraphNode): void {
    const pinned = new Set(this.choice.pinned);
    if (!pinned.delete(node.index)) pinned.add(node.index);
    this.change({ pinned });
  }

  toggle(which: "hiddenTypes" | "hiddenRelations", name: string): void {
    const hidden = new Set(this.choice[which]);
    if (!hidden.delete(name)) hidden.add(name);
    this.change({ [which]: hidden });
  }

  showAll(): void {
    const none = new Set<never>();
    this.change({ hiddenTypes: none, hiddenRelations: none, folded: none, from: "", to: "", confidence: 0 });
  }

  /** Make sure a node found by search is on the picture, whatever hides it. */
  reveal(node: GraphNode): void {
    if (this.sees(node)) return;
    const hiddenTypes = new Set(this.choice.hiddenTypes);
    const folded = new Set(this.choice.folded);
    hiddenTypes.delete(node.type);
    folded.delete(node.index);
    this.change({ hiddenTypes, folded });
    if (!this.sees(node)) this.change({ from: "", to: "", confidence: 0, hiddenRelations: new Set() });
  }

  private set(choice: Choice): void {
    this.choice = choice;
    this.visible = visibleUnder(this.graph, choice);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** A node goes when its type is hidden, it is folded away, or every fact about it is filtered out. */
export function visibleUnder(graph: Graph, choice: Choice): Visible {
  const node = new Uint8Array(graph.nodes.length);
  const edge = new Uint8Array(graph.edges.length);
  const stated = new Uint8Array(graph.edges.length);
  for (const e of graph.edges) stated[e.index] = Number(passes(e, choice));
  let nodes = 0;
  let edges = 0;
  for (const n of graph.nodes) {
    const shown = !choice.hiddenTypes.has(n.type) && !choice.folded.has(n.index);
    if (shown && (!n.edges.length || n.edges.some((e) => stated[e.index]))) nodes += node[n.index] = 1;
  }
  for (const e of graph.edges) {
    if (stated[e.index] && node[e.source.index] && node[e.target.index]) edges += edge[e.index] = 1;
  }
  return { node, edge, nodes, edges };
}

function passes(edge: GraphEdge, choice: Choice): boolean {
  if (choice.hiddenRelations.has(edge.type) || edge.confidence < choice.confidence) return false;
  if (!choice.from && !choice.to) return true;
  return edge.days.some((day) => (!choice.from || day >= choice.from) && (!choice.to || day <= choice.to));
}
