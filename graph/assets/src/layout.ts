// A graph in, a place for every node and its community out. The same graph always gives the same picture.

import UndirectedGraph from "graphology";
import louvain from "graphology-communities-louvain";
import forceAtlas2 from "graphology-layout-forceatlas2";

import { neighbours, type Graph, type GraphNode } from "./data";
import { ems } from "./labels";

export interface Places {
  x: Float64Array;
  y: Float64Array;
}

/** Side of the room that a node and its Chinese name take, in px at zoom 1. */
const ROOM = 74;
const STRETCH = 1.35; // screens are wider than high
const LONGEST = 130; // px that lines may be long in the mean: chains and pairs would stretch over the screen
const NAME_SHARE = 0.32; // of a name's width is kept free to each side
const GAP = 70; // px of air around a connected part
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

export function radius(node: GraphNode): number {
  return 6.5 + Math.min(17, Math.sqrt(node.edges.length) * 2.3);
}

/** Community number of every node, -1 where a node stands alone. */
export function communities(graph: Graph): Int32Array {
  const found = new Int32Array(graph.nodes.length).fill(-1);
  if (!graph.edges.length) return found;
  const parts = louvain(simple(graph.nodes), { rng: random(11), getEdgeWeight: "weight" });
  for (const node of graph.nodes) if (node.edges.length) found[node.index] = parts[node.index] ?? -1;
  return found;
}

/** First layout: every connected part by itself, then the parts side by side. */
export function arrange(graph: Graph, community: Int32Array): Places {
  const at = { x: new Float64Array(graph.nodes.length), y: new Float64Array(graph.nodes.length) };
  const parts = connectedParts(graph.nodes).map((nodes) => arrangePart(nodes, community, graph.nodes.length));
  pack(parts.map((part) => outline(part, GAP))).forEach(([dx, dy], i) => {
    parts[i]!.forEachNode((key, { x, y }) => {
      at.x[Number(key)] = x + dx;
      at.y[Number(key)] = y + dy;
    });
  });
  return at;
}

/** Communities start on a sunflower, forces do the rest. */
function arrangePart(nodes: GraphNode[], community: Int32Array, total: number): Net {
  const net = simple(nodes);
  const jitter = random(42);
  const rank = new Map([...new Set(nodes.map((node) => community[node.index]!))].map((c, i) => [c, i]));
  for (const node of nodes) {
    const c = rank.get(community[node.index]!)!;
    const far = 30 * Math.sqrt(c + 0.5);
    net.setNodeAttribute(node.index, "x", far * Math.cos(c * GOLDEN_ANGLE) + 20 * (jitter() - 0.5));
    net.setNodeAttribute(node.index, "y", far * Math.sin(c * GOLDEN_ANGLE) + 20 * (jitter() - 0.5));
  }
  pull(net, Math.round(Math.min(400, Math.max(60, 160_000 / total))));
  spread(net);
  separate(net);
  return net;
}

function connectedParts(nodes: GraphNode[]): GraphNode[][] {
  const seen = new Set<GraphNode>();
  const parts: GraphNode[][] = [];
  for (const start of nodes) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const node of part) {
      for (const other of neighbours(node)) {
        if (seen.has(other)) continue;
        seen.add(other);
        part.push(other);
      }
    }
    parts.push(part);
  }
  return parts;
}

interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

function outline(net: Net, air: number): Rectangle {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  net.forEachNode((_, { x, y }) => {
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  });
  return { left: left - air, top: top - air * 0.6, width: right - left + 2 * air, height: bottom - top + 1.2 * air };
}

/** How far each rectangle moves so that all lie close together in the shape of a screen. Largest first, each into the
 * free corner that lets the whole grow least. */
function pack(rectangles: Rectangle[]): [dx: number, dy: number][] {
  const moves: [number, number][] = rectangles.map(() => [0, 0]);
  const placed: Rectangle[] = [];
  const corners: [number, number][] = [[0, 0]];
  const order = rectangles.map((_, i) => i).sort((a, b) => area(rectangles[b]!) - area(rectangles[a]!));
  for (const i of order) {
    const { width, height, left, top } = rectangles[i]!;
    let best: [number, number] = [0, 0];
    let least = Infinity;
    for (const [x, y] of corners) {
      const reach = Math.max((x + width) / STRETCH, y + height) + 0.01 * (x + y);
      if (reach >= least || placed.some((p) => overlap(p, { left: x, top: y, width, height }))) continue;
      [best, least] = [[x, y], reach];
    }
    const [x, y] = best;
    placed.push({ left: x, top: y, width, height });
    corners.push([x + width, y], [x, y + height], [x + width, 0], [0, y + height]);
    moves[i] = [x - left, y - top];
  }
  return moves;
}

function area({ width, height }: Rectangle): number {
  return width * height;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}

/** Layout of what is visible, from where it stands; pinned nodes stay. */
export function rearrange(visible: GraphNode[], at: Places, pinned: ReadonlySet<number>): Places {
  const net = simple(visible);
  const scale = 10; // forces find their balance at about a tenth of the picture's size
  net.forEachNode((key) => {
    const i = Number(key);
    net.mergeNodeAttributes(key, { x: at.x[i]! / scale, y: at.y[i]! / scale, fixed: pinned.has(i) });
  });
  pull(net, Math.round(Math.min(300, 120_000 / Math.max(1, net.order))));
  if (!visible.some((node) => pinned.has(node.index))) spread(net);
  else net.updateEachNodeAttributes((_, a) => ({ ...a, x: a.x * scale, y: a.y * scale }));
  separate(net);
  const moved = { x: at.x.slice(), y: at.y.slice() };
  net.forEachNode((key, a) => {
    if (pinned.has(Number(key))) return;
    moved.x[Number(key)] = a.x;
    moved.y[Number(key)] = a.y;
  });
  return moved;
}

type Net = UndirectedGraph<{ x: number; y: number; size: number; name: number; fixed?: boolean }, { weight: number }>;

/** One line per pair, heavier where several facts join it. */
function simple(nodes: GraphNode[]): Net {
  const net: Net = new UndirectedGraph({ type: "undirected" });
  for (const node of nodes) net.addNode(node.index, { x: 0, y: 0, size: radius(node), name: Math.min(8, ems(node.label)) * 13 });
  for (const edge of new Set(nodes.flatMap((node) => node.edges))) {
    const [a, b] = [edge.source.index, edge.target.index];
    if (a === b || !net.hasNode(a) || !net.hasNode(b)) continue;
    if (net.hasEdge(a, b)) net.updateEdgeAttribute(a, b, "weight", (weight) => (weight ?? 1) + 0.5);
    else net.addEdge(a, b, { weight: 1 });
  }
  return net;
}

function pull(net: Net, iterations: number): void {
  if (net.order < 2) return;
  forceAtlas2.assign(net, {
    iterations,
    getEdgeWeight: "weight",
    settings: {
      gravity: 0.06, strongGravityMode: true, scalingRatio: 10, barnesHutOptimize: net.order > 400, barnesHutTheta: 0.8,
      slowDown: 1 + Math.log(net.order), edgeWeightInfluence: 0.5,
    },
  });
}

/** Turn the longest extent to where a screen is longest, and scale to the room that the names need. */
function spread(net: Net): void {
  layFlat(net);
  const { width, height } = outline(net, 0);
  const [w, h] = [Math.max(1, width), Math.max(1, height)];
  // Towards the shape of a screen, without tearing the forces' picture apart.
  const stretch = Math.min(1.6, Math.max(0.65, STRETCH / (w / h)));
  const scale = Math.min((ROOM * Math.sqrt(net.order)) / Math.sqrt(w * h), LONGEST / meanLength(net));
  const [sx, sy] = [scale * Math.sqrt(STRETCH * stretch), scale * Math.sqrt(STRETCH / stretch)];
  net.updateEachNodeAttributes((_, a) => ({ ...a, x: a.x * sx, y: a.y * sy }));
}

function meanLength(net: Net): number {
  let sum = 0;
  net.forEachEdge((_, __, ___, ____, a, b) => (sum += Math.hypot(a.x - b.x, a.y - b.y)));
  return sum / Math.max(1, net.size) || 1;
}

/** Rotate the main axis of the points to the horizontal. */
function layFlat(net: Net): void {
  let [mx, my, xx, yy, xy] = [0, 0, 0, 0, 0];
  net.forEachNode((_, { x, y }) => ([mx, my] = [mx + x / net.order, my + y / net.order]));
  net.forEachNode((_, { x, y }) => {
    [xx, yy, xy] = [xx + (x - mx) ** 2, yy + (y - my) ** 2, xy + (x - mx) * (y - my)];
  });
  const angle = -Math.atan2(2 * xy, xx - yy) / 2;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  net.updateEachNodeAttributes((_, a) => ({ ...a, x: (a.x - mx) * c - (a.y - my) * s, y: (a.x - mx) * s + (a.y - my) * c }));
}

interface Body {
  key: string;
  x: number;
  y: number;
  w: number; // half of what the node and its name take
  h: number;
  fixed: boolean;
}

/** Push apart what would cover each other, a node taking as much room as itself and most of its name. */
function separate(net: Net): void {
  const bodies = net.mapNodes((key, { x, y, size, name, fixed }): Body => {
    return { key, x, y, w: Math.max(size + 6, name * NAME_SHARE), h: size + 11, fixed: fixed ?? false };
  });
  const rounds = net.order >= 700 ? 30 : 120;
  for (let round = 0; round < rounds && pushApart(bodies); round++);
  for (const { key, x, y } of bodies) net.mergeNodeAttributes(key, { x, y });
}

/** One round from left to right; false when nothing had to move. */
function pushApart(bodies: Body[]): boolean {
  let moved = false;
  bodies.sort((a, b) => a.x - a.w - (b.x - b.w));
  bodies.forEach((a, i) => {
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j]!;
      if (b.x - b.w > a.x + a.w) break;
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const [inX, inY] = [a.w + b.w - Math.abs(dx), a.h + b.h - Math.abs(dy)];
      if (inX <= 0.5 || inY <= 0.5) continue;
      moved = true;
      // The shorter way out, half for each.
      const share = a.fixed === b.fixed ? 0.5 : 1;
      const [px, py] = inX < inY ? [(dx < 0 ? -inX : inX) * share, 0] : [0, (dy < 0 ? -inY : inY) * share];
      if (!a.fixed) [a.x, a.y] = [a.x - px, a.y - py];
      if (!b.fixed) [b.x, b.y] = [b.x + px, b.y + py];
    }
  });
  return moved;
}

/** Small repeatable generator: a picture must not change between two openings. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
