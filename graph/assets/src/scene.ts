// Graph, places, choices and camera in, pen strokes out. The one place that knows what the picture looks like.

import type { Graph, GraphEdge, GraphNode, NodeType } from "./data";
import { around, ems, letter, LINE_HEIGHT, Taken, type Box, type Lettering, type Spot } from "./labels";
import { radius, type Places } from "./layout";
import type { Curve, Pen, Shape } from "./pen";
import type { Visible } from "./state";

export interface Camera {
  x: number; // what stands in the middle of the screen
  y: number;
  zoom: number;
}

export interface Look {
  background: string;
  ink: string;
  quiet: string;
  line: string;
  strongLine: string;
  accent: string;
  group: string;
  types: Record<NodeType, string>;
}

/** What hovering or choosing puts in front; null leaves everything equal. */
export interface Emphasis {
  nodes: Set<number>;
  edges: Set<number>;
  middle: Set<number>; // the nodes it is about: labelled whatever the cost
}

export interface View {
  graph: Graph;
  at: Places;
  visible: Visible;
  pinned: ReadonlySet<number>;
  folded: (node: GraphNode) => number; // neighbours put away, for the badge
  community: Int32Array;
  camera: Camera;
  width: number;
  height: number;
  look: Look;
  emphasis: Emphasis | null;
  chosen: GraphNode | GraphEdge | null;
  edgeWords: (edge: GraphEdge) => string;
}

const STRUCTURE: ReadonlySet<string> = new Set(["PART_OF", "BASED_IN", "LOCATED_IN", "AT"]);
const SYMMETRIC: ReadonlySet<string> = new Set(["COOPERATES_WITH"]);
const POSTS: ReadonlySet<string> = new Set(["HOLDS_ROLE", "HOLDS"]);
const UNSURE = 0.7;
const DIM = 0.18;
const EDGE_TEXT = 11;
const CORNERS = 0.85; // zoom from which names may stand at a corner of their node
const NAMED_FIRST = 4; // facts by which a person outweighs others when names compete: who is what readers look for
const MARGIN = 80; // px around the screen in which things still count as on it

export function screenX(view: View, node: GraphNode): number {
  return (view.at.x[node.index]! - view.camera.x) * view.camera.zoom + view.width / 2;
}

export function screenY(view: View, node: GraphNode): number {
  return (view.at.y[node.index]! - view.camera.y) * view.camera.zoom + view.height / 2;
}

/** Nodes grow slower than distances, so that zooming in makes room for names. */
export function screenRadius(view: View, node: GraphNode): number {
  return radius(node) * Math.min(1.7, Math.max(0.42, Math.sqrt(view.camera.zoom)));
}

export function lineStyle(type: string): { dash: readonly number[]; strong: boolean; arrow: boolean } {
  return { dash: STRUCTURE.has(type) ? [5, 4] : [], strong: POSTS.has(type), arrow: !SYMMETRIC.has(type) };
}

/** The line of an edge on the screen, from rim to rim. */
export function curveOf(view: View, edge: GraphEdge): Curve {
  const [sx, sy] = [screenX(view, edge.source), screenY(view, edge.source)];
  const [tx, ty] = [screenX(view, edge.target), screenY(view, edge.target)];
  const [rs, rt] = [screenRadius(view, edge.source), screenRadius(view, edge.target)];
  if (edge.source === edge.target) {
    return { x0: sx - rs * 0.6, y0: sy - rs * 0.8, cx: sx, cy: sy - rs - 38 * edge.bend, x1: sx + rs * 0.6, y1: sy - rs * 0.8 };
  }
  const length = Math.hypot(tx - sx, ty - sy) || 1;
  const bow = edge.bend * Math.min(46, 14 + length * 0.16) * 2;
  const cx = (sx + tx) / 2 - ((ty - sy) / length) * bow;
  const cy = (sy + ty) / 2 + ((tx - sx) / length) * bow;
  const out = Math.hypot(cx - sx, cy - sy) || 1;
  const back = Math.hypot(cx - tx, cy - ty) || 1;
  return {
    x0: sx + ((cx - sx) / out) * rs, y0: sy + ((cy - sy) / out) * rs, cx, cy,
    x1: tx + ((cx - tx) / back) * (rt + 2), y1: ty + ((cy - ty) / back) * (rt + 2),
  };
}

export function pointOn(c: Curve, t: number): [number, number] {
  const u = 1 - t;
  return [u * u * c.x0 + 2 * u * t * c.cx + t * t * c.x1, u * u * c.y0 + 2 * u * t * c.cy + t * t * c.y1];
}

/** The outline that tells a type without colour. */
export function shapeOf(type: NodeType, x: number, y: number, r: number): Shape {
  switch (type) {
    case "Person":
      return { circle: [x, y, r] };
    case "Institution":
      return { points: rectangle(x, y, r * 0.9, r * 0.9) };
    case "Article":
      return { points: rectangle(x, y, r * 0.72, r) };
    case "Place":
      return { points: polygon(x, y + r * 0.18, r * 1.2, 3, -90) };
    case "Event":
      return { points: polygon(x, y, r * 1.2, 4, -90) };
    case "Initiative":
      return { points: polygon(x, y, r * 1.08, 6, 0) };
    case "Role":
      return { points: polygon(x, y + r * 0.06, r * 1.12, 5, -90) };
  }
}

function rectangle(x: number, y: number, w: number, h: number): number[] {
  return [x - w, y - h, x + w, y - h, x + w, y + h, x - w, y + h];
}

function polygon(x: number, y: number, r: number, corners: number, first: number): number[] {
  return Array.from({ length: corners }, (_, i) => ((first + (360 * i) / corners) * Math.PI) / 180).flatMap((angle) => [
    x + r * Math.cos(angle),
    y + r * Math.sin(angle),
  ]);
}

export function drawScene(view: View, pen: Pen): void {
  const nodes = view.graph.nodes.filter((node) => view.visible.node[node.index] && near(view, node));
  const edges = view.graph.edges.filter((edge) => view.visible.edge[edge.index] && crosses(view, edge));
  const curves = new Map(edges.map((edge) => [edge, curveOf(view, edge)]));
  const back = (edge: GraphEdge): number => Number(view.emphasis?.edges.has(edge.index) ?? false);
  edges.sort((a, b) => back(a) - back(b));
  drawGroups(view, pen);
  for (const edge of edges) drawEdge(view, pen, edge, curves.get(edge)!);
  for (const node of nodes) if (dimmed(view, node)) drawNode(view, pen, node);
  for (const node of nodes) if (!dimmed(view, node)) drawNode(view, pen, node);
  const taken = new Taken();
  drawNames(view, pen, nodes, taken);
  drawEdgeWords(view, pen, edges, curves, taken, bodiesOf(view, nodes.filter((node) => !dimmed(view, node))));
  for (const node of nodes) drawBadge(view, pen, node);
}

function dimmed(view: View, node: GraphNode): boolean {
  return view.emphasis !== null && !view.emphasis.nodes.has(node.index);
}

function near(view: View, node: GraphNode): boolean {
  const [x, y] = [screenX(view, node), screenY(view, node)];
  return x > -MARGIN && y > -MARGIN && x < view.width + MARGIN && y < view.height + MARGIN;
}

function crosses(view: View, edge: GraphEdge): boolean {
  const [x0, x1] = [screenX(view, edge.source), screenX(view, edge.target)];
  const [y0, y1] = [screenY(view, edge.source), screenY(view, edge.target)];
  return (
    Math.max(x0, x1) > -MARGIN && Math.max(y0, y1) > -MARGIN &&
    Math.min(x0, x1) < view.width + MARGIN && Math.min(y0, y1) < view.height + MARGIN
  );
}

function drawEdge(view: View, pen: Pen, edge: GraphEdge, curve: Curve): void {
  const { dash, strong, arrow } = lineStyle(edge.type);
  const raised = view.emphasis?.edges.has(edge.index) ?? false;
  const alpha = view.emphasis && !raised ? DIM : edge.confidence < UNSURE ? 0.5 : 0.9;
  const stroke = view.chosen === edge ? view.look.accent : raised || strong ? view.look.strongLine : view.look.line;
  const width = (strong ? 1.5 : 1.1) + Math.min(1.5, (edge.evidence.length - 1) * 0.3) + (view.chosen === edge ? 1.4 : 0);
  pen.curve(curve, { stroke, width, alpha, dash });
  if (arrow) pen.shape(arrowhead(curve, 5.5 + width), { fill: stroke, alpha });
}

function arrowhead({ cx, cy, x1, y1 }: Curve, size: number): Shape {
  const length = Math.hypot(x1 - cx, y1 - cy) || 1;
  const [dx, dy] = [((x1 - cx) / length) * size, ((y1 - cy) / length) * size];
  return { points: [x1, y1, x1 - dx - dy * 0.42, y1 - dy + dx * 0.42, x1 - dx + dy * 0.42, y1 - dy - dx * 0.42] };
}

function drawNode(view: View, pen: Pen, node: GraphNode): void {
  const [x, y, r] = [screenX(view, node), screenY(view, node), screenRadius(view, node)];
  const color = view.look.types[node.type];
  const alpha = dimmed(view, node) ? DIM : 1;
  if (view.chosen === node) pen.shape({ circle: [x, y, r + 5] }, { stroke: view.look.accent, width: 3 });
  // A private person is an outline: there, but not an official.
  if (node.private) pen.shape(shapeOf(node.type, x, y, r - 1), { fill: view.look.background, stroke: color, width: 2.5, alpha });
  else pen.shape(shapeOf(node.type, x, y, r), { fill: color, stroke: view.look.background, width: 1.2, alpha });
  if (view.pinned.has(node.index)) pen.shape({ circle: [x, y, Math.max(2, r * 0.3)] }, { fill: view.look.background, alpha });
}

function drawNames(view: View, pen: Pen, nodes: GraphNode[], taken: Taken): void {
  const rank = (node: GraphNode): number =>
    (view.emphasis?.middle.has(node.index) ? 1e6 : 0) + (view.pinned.has(node.index) ? 1e3 : 0) +
    (node.type === "Person" ? NAMED_FIRST : 0) + node.edges.length;
  const named = nodes.filter((node) => !dimmed(view, node)).sort((a, b) => rank(b) - rank(a));
  // The busiest are named even where the name covers smaller nodes: a crowd of dots without names says nothing.
  const hubs = Math.max(3, Math.min(40, Math.round(named.length * 0.03)));
  const bodies = bodiesOf(view, named);
  const large = bodiesOf(view, named.slice(0, hubs));
  named.forEach((node, i) => drawName(view, pen, node, taken, i < hubs ? [bodies, large] : [bodies]));
}

function bodiesOf(view: View, nodes: GraphNode[]): Taken {
  const bodies = new Taken();
  for (const node of nodes) {
    const r = screenRadius(view, node) * 0.8;
    const [x, y] = [screenX(view, node), screenY(view, node)];
    if (r > 3) bodies.take([x - r, y - r, x + r, y + r]);
  }
  return bodies;
}

/** `avoided`: bodies to keep clear of, the wish first, then what must be. */
function drawName(view: View, pen: Pen, node: GraphNode, taken: Taken, avoided: Taken[]): void {
  const must = view.emphasis?.middle.has(node.index) ?? false;
  const near = Math.max(0, Math.min(2, (view.camera.zoom - 1) * 2));
  const size = Math.round(12 + Math.min(4, Math.sqrt(node.edges.length) * 0.75) + near);
  const lines = must ? 4 : near ? 3 : 2;
  const placed = place(view, node, letter(node.label, size, lines), taken, avoided, must)
    // Where the whole name of something busy has no room, its beginning is better than nothing.
    ?? (node.edges.length > 3 ? place(view, node, letter(node.label, size, 1), taken, avoided.slice(0, 1), false) : null);
  if (!placed) return;
  const { name, spot: { box, align } } = placed;
  taken.take(box);
  const bold = must || (avoided.length > 1 && node.edges.length >= 12);
  const x = align === "start" ? box[0] : align === "end" ? box[2] : (box[0] + box[2]) / 2;
  name.lines.forEach((line, i) => {
    const y = box[1] + size * LINE_HEIGHT * (i + 0.5);
    pen.text(x, y, line, { size, color: view.look.ink, halo: view.look.background, bold, align });
  });
}

function place(
  view: View, node: GraphNode, name: Lettering, taken: Taken, avoided: Taken[], must: boolean,
): { name: Lettering; spot: Spot } | null {
  const spots = around(screenX(view, node), screenY(view, node), screenRadius(view, node), name);
  // In a crowd a name at a corner could be anybody's.
  if (!must && view.camera.zoom < CORNERS) spots.splice(4);
  const free = spots.filter(({ box }) => taken.free(box));
  free.sort((a, b) => Number(cutOff(view, a.box)) - Number(cutOff(view, b.box)));
  const clear = avoided.map((bodies) => free.find(({ box }) => bodies.free(box))).find(Boolean);
  const spot = clear ?? (must ? free[0] ?? spots[0] : undefined);
  return spot ? { name, spot } : null;
}

function cutOff(view: View, [left, top, right, bottom]: Box): boolean {
  return left < 0 || top < 0 || right > view.width || bottom > view.height;
}

/** Posts are printed wherever there is room; other relations when in front or when zoomed in. */
function drawEdgeWords(view: View, pen: Pen, edges: GraphEdge[], curves: Map<GraphEdge, Curve>, taken: Taken, bodies: Taken): void {
  const raised = (edge: GraphEdge): boolean => view.emphasis?.edges.has(edge.index) ?? false;
  const worded = edges.filter((edge) =>
    view.emphasis ? raised(edge) : lineStyle(edge.type).strong || view.camera.zoom > 1.6,
  );
  worded.sort((a, b) => Number(lineStyle(b.type).strong) - Number(lineStyle(a.type).strong));
  for (const edge of worded) {
    const words = cutWords(view.edgeWords(edge));
    const width = ems(words) * EDGE_TEXT + 6;
    const curve = curves.get(edge)!;
    const chosen = view.chosen === edge;
    if (!chosen && Math.hypot(curve.x1 - curve.x0, curve.y1 - curve.y0) < width * 0.8) continue;
    const at = [0.5, 0.4, 0.6, 0.3, 0.7].map((along) => pointOn(curve, along));
    const spot = at.find(([x, y]) => taken.free(wordBox(x, y, width)) && bodies.free(wordBox(x, y, width))) ?? (chosen ? at[0] : undefined);
    if (!spot) continue;
    taken.take(wordBox(...spot, width));
    const color = chosen ? view.look.accent : view.look.quiet;
    pen.text(spot[0], spot[1], words, { size: EDGE_TEXT, color, halo: view.look.background, bold: chosen });
  }
}

function cutWords(words: string): string {
  const characters = [...words.slice(0, 80)];
  return characters.length > 16 ? `${characters.slice(0, 15).join("")}…` : characters.join("");
}

function wordBox(x: number, y: number, width: number): Box {
  return [x - width / 2, y - EDGE_TEXT * 0.65, x + width / 2, y + EDGE_TEXT * 0.65];
}

function drawBadge(view: View, pen: Pen, node: GraphNode): void {
  const folded = view.folded(node);
  if (!folded) return;
  const r = screenRadius(view, node);
  const [x, y] = [screenX(view, node) + r * 0.8, screenY(view, node) - r * 0.8];
  const text = `+${folded}`;
  pen.shape({ circle: [x, y, 5 + text.length * 2.2] }, { fill: view.look.ink, alpha: dimmed(view, node) ? DIM : 1 });
  pen.text(x, y, text, { size: 10, color: view.look.background, bold: true });
}

/** A faint ground under every closely linked group: a hint, not a claim, so it has no name and no colour of its own. */
function drawGroups(view: View, pen: Pen): void {
  const groups = new Map<number, [number, number][]>();
  for (const node of view.graph.nodes) {
    const group = view.community[node.index]!;
    if (group < 0 || !view.visible.node[node.index]) continue;
    const points = groups.get(group) ?? [];
    points.push([screenX(view, node), screenY(view, node)]);
    groups.set(group, points);
  }
  if (groups.size < 2) return;
  const pad = 34 * Math.min(1.4, Math.max(0.5, Math.sqrt(view.camera.zoom)));
  for (const points of groups.values()) {
    if (points.length < 4) continue;
    const outline = hull(withoutStrays(points)).flat();
    pen.shape({ points: outline }, { fill: view.look.group, stroke: view.look.group, width: pad * 2 });
  }
}

function withoutStrays(points: [number, number][]): [number, number][] {
  const middle = (axis: 0 | 1): number => points.map((p) => p[axis]).sort((a, b) => a - b)[points.length >> 1]!;
  const [mx, my] = [middle(0), middle(1)];
  const far = points.map(([x, y]) => Math.hypot(x - mx, y - my)).sort((a, b) => a - b);
  const limit = far[points.length >> 1]! * 2.4;
  return points.filter(([x, y]) => Math.hypot(x - mx, y - my) <= limit);
}

/** Convex hull, monotone chain. */
function hull(points: [number, number][]): [number, number][] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (line: [number, number][]): [number, number][] => {
    const chain: [number, number][] = [];
    for (const p of line) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function turn(a: [number, number], b: [number, number], c: [number, number]): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
