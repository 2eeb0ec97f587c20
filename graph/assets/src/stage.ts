// The canvas: camera, mouse, touch and keys. Turns gestures into choices on the store and repaints when they change.

import { neighbours, otherEnd, type GraphEdge, type GraphNode, NODE_TYPES } from "./data";
import { edgeAt, nodeAt } from "./hit";
import { radius } from "./layout";
import { CanvasPen } from "./pen";
import { drawScene, screenX, screenY, type Camera, type Emphasis, type Look, type View } from "./scene";
import type { Store } from "./state";
import { relationWords } from "./words";

const CLOSEST = 6;
const CLOSE = 1.6; // zoom at which a few neighbours are shown
const READABLE = 0.8; // zoom below which names of neighbours would be lost
const STEP = 60; // px that Shift and an arrow key move the picture
const CLICK = 4; // px within which a press is a click, not a drag
const HEAVY = 700; // nodes and lines above which moving shows the last painting, moved, until the hand rests
const REST = 90; // ms

export interface StageEvents {
  open(): void; // go to the evidence of what is chosen
}

export class Stage {
  camera: Camera = { x: 0, y: 0, zoom: 1 };
  private look: Look;
  private width = 1;
  private height = 1;
  private hover: GraphNode | GraphEdge | null = null;
  private anchor: GraphNode | null = null; // where the arrow keys start
  private step = -1; // which of the anchor's lines , and . are at
  private waiting = false;
  private readonly painting = document.createElement("canvas"); // the last full painting, and where the camera was
  private paintedAt: Camera = { x: 0, y: 0, zoom: 1 };
  private rest = 0;
  private fitted = false;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly store: Store,
    private readonly community: Int32Array,
    private readonly events: StageEvents,
  ) {
    this.look = readLook();
    store.subscribe(() => this.changed());
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
    this.listenToPointer();
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  view(): View {
    const { graph, choice, visible, selection } = this.store;
    return {
      graph, at: choice.at, visible, pinned: choice.pinned, community: this.community,
      folded: (node) => (choice.folded.size ? this.store.foldedNeighbours(node).length : 0),
      camera: this.camera, width: this.width, height: this.height, look: this.look,
      emphasis: this.emphasis(),
      chosen: selection ? ("node" in selection ? selection.node : selection.edge) : null,
      edgeWords: relationWords,
    };
  }

  /** Bring every visible node, with room for its name, onto the screen, and out from under the legend. */
  fit(): void {
    const bounds = this.bounds();
    if (!bounds) return;
    this.camera = this.framing(bounds, 0);
    const legend = this.legendBox();
    if (legend && this.anyBehind(legend)) this.camera = this.framing(bounds, legend.width);
    this.fitted = true;
    this.repaint();
  }

  private bounds(): { left: number; right: number; top: number; bottom: number } | null {
    const { choice, visible, graph } = this.store;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const node of graph.nodes) {
      if (!visible.node[node.index]) continue;
      const [x, y, r] = [choice.at.x[node.index]!, choice.at.y[node.index]!, radius(node)];
      [left, right] = [Math.min(left, x - r), Math.max(right, x + r)];
      [top, bottom] = [Math.min(top, y - r), Math.max(bottom, y + r)];
    }
    return left > right ? null : { left, right, top, bottom };
  }

  private framing({ left, right, top, bottom }: { left: number; right: number; top: number; bottom: number }, inset: number): Camera {
    const [w, h] = [Math.max(1, (this.width - inset) * 0.8), Math.max(1, this.height - 90)];
    const zoom = Math.min(w / (right - left || 1), h / (bottom - top || 1), 2);
    return { x: (left + right) / 2 - inset / 2 / zoom, y: (top + bottom) / 2 - 6 / zoom, zoom };
  }

  /** The part of the canvas that the legend takes, unless the screen is too small to spare it. */
  private legendBox(): { width: number; height: number } | null {
    const legend = document.getElementById("legend");
    if (!legend || legend.offsetWidth > this.width / 3) return null;
    return { width: legend.offsetLeft + legend.offsetWidth + 10, height: legend.offsetTop + legend.offsetHeight + 10 };
  }

  private anyBehind({ width, height }: { width: number; height: number }): boolean {
    const view = this.view();
    const name = 50; // half the width of a usual name
    return this.store.graph.nodes.some(
      (node) => this.store.sees(node) && screenX(view, node) < width + name && screenY(view, node) < height,
    );
  }

  zoomBy(factor: number, x = this.width / 2, y = this.height / 2): void {
    const { camera } = this;
    const zoom = Math.min(CLOSEST, Math.max(0.02, camera.zoom * factor));
    const shift = 1 / camera.zoom - 1 / zoom;
    this.camera = { x: camera.x + (x - this.width / 2) * shift, y: camera.y + (y - this.height / 2) * shift, zoom };
    this.fitted = false;
    this.move();
  }

  /** Put a node in the middle, with as many of its neighbours around it as can still be read. */
  goTo(node: GraphNode): void {
    const { at } = this.store.choice;
    const [x, y] = [at.x[node.index]!, at.y[node.index]!];
    let zoom = CLOSE;
    for (const other of neighbours(node)) {
      if (!this.store.sees(other)) continue;
      const [dx, dy] = [Math.abs(at.x[other.index]! - x), Math.abs(at.y[other.index]! - y)];
      zoom = Math.min(zoom, (this.width / 2 - 90) / (dx || 1), (this.height / 2 - 60) / (dy || 1));
    }
    this.camera = { x, y, zoom: Math.max(zoom, READABLE) };
    this.fitted = false;
    this.repaint();
  }

  recolour(): void {
    this.look = readLook();
    this.repaint();
  }

  repaint(): void {
    window.clearTimeout(this.rest);
    this.rest = 0;
    this.soon();
  }

  /** The camera moved: repaint, or where that takes long, show the last painting moved until the hand rests. */
  private move(): void {
    const { nodes, edges } = this.store.visible;
    if (nodes + edges < HEAVY) return this.repaint();
    window.clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.repaint(), REST);
    this.soon();
  }

  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (this.rest) this.showMoved();
      else this.paint();
    });
  }

  private paint(): void {
    const ratio = window.devicePixelRatio || 1;
    const context = this.painting.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = this.look.background;
    context.fillRect(0, 0, this.width, this.height);
    drawScene(this.view(), new CanvasPen(context));
    this.paintedAt = this.camera;
    this.showMoved();
  }

  private showMoved(): void {
    const ratio = window.devicePixelRatio || 1;
    const context = this.canvas.getContext("2d")!;
    const scale = this.camera.zoom / this.paintedAt.zoom;
    const dx = (this.paintedAt.x - this.camera.x) * this.camera.zoom + (this.width / 2) * (1 - scale);
    const dy = (this.paintedAt.y - this.camera.y) * this.camera.zoom + (this.height / 2) * (1 - scale);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.look.background;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(scale, 0, 0, scale, dx * ratio, dy * ratio);
    context.drawImage(this.painting, 0, 0);
  }

  private resize(): void {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.canvas.clientWidth || 1, this.canvas.clientHeight || 1];
    if (width === this.width && height === this.height) return;
    [this.width, this.height] = [width, height];
    for (const canvas of [this.canvas, this.painting]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const fit = this.fitted;
    this.paint();
    if (fit) this.fit();
  }

  private changed(): void {
    const { selection } = this.store;
    if (selection && "node" in selection && selection.node !== this.anchor) [this.anchor, this.step] = [selection.node, -1];
    this.repaint();
  }

  private emphasis(): Emphasis | null {
    const { selection } = this.store;
    const subject = this.hover ?? (selection ? ("node" in selection ? selection.node : selection.edge) : null);
    if (!subject) return null;
    if ("source" in subject) {
      const ends = new Set([subject.source.index, subject.target.index]);
      return this.store.seesEdge(subject) ? { nodes: ends, edges: new Set([subject.index]), middle: ends } : null;
    }
    if (!this.store.sees(subject)) return null;
    const edges = subject.edges.filter((edge) => this.store.seesEdge(edge));
    const nodes = new Set([subject.index, ...edges.map((edge) => otherEnd(edge, subject).index)]);
    return { nodes, edges: new Set(edges.map((edge) => edge.index)), middle: new Set([subject.index]) };
  }

  // --- mouse and touch ---

  private listenToPointer(): void {
    const { canvas } = this;
    const down = new Map<number, { x: number; y: number }>();
    let dragged: GraphNode | null = null;
    let moved = 0;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      dragged = down.size === 1 ? nodeAt(this.view(), event.offsetX, event.offsetY) : null;
      moved = down.size === 1 ? 0 : CLICK;
    });
    canvas.addEventListener("pointermove", (event) => {
      const last = down.get(event.pointerId);
      if (!last) return this.point(event);
      const [dx, dy] = [event.offsetX - last.x, event.offsetY - last.y];
      moved += Math.abs(dx) + Math.abs(dy);
      if (down.size === 2) this.pinch(down, event, last);
      else if (moved > CLICK && dragged) this.drag(dragged, dx, dy);
      else if (moved > CLICK) this.pan(dx, dy);
      if (moved > CLICK || down.size === 2) down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    });
    const up = (event: PointerEvent): void => {
      if (!down.delete(event.pointerId) || down.size) return;
      if (dragged && moved > CLICK) this.store.settle();
      if (moved <= CLICK && event.type === "pointerup") this.click(event.offsetX, event.offsetY);
      dragged = null;
    };
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointercancel", up);
    canvas.addEventListener("pointerleave", () => this.setHover(null));
    canvas.addEventListener("dblclick", (event) => {
      const node = nodeAt(this.view(), event.offsetX, event.offsetY);
      if (node) this.toggleFold(node);
    });
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  private point(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    const view = this.view();
    this.setHover(nodeAt(view, event.offsetX, event.offsetY) ?? edgeAt(view, event.offsetX, event.offsetY));
  }

  private setHover(hover: GraphNode | GraphEdge | null): void {
    if (hover === this.hover) return;
    this.hover = hover;
    this.canvas.classList.toggle("pointing", hover !== null);
    this.repaint();
  }

  private click(x: number, y: number): void {
    const view = this.view();
    const node = nodeAt(view, x, y);
    const edge = node ? null : edgeAt(view, x, y);
    this.store.select(node ? { node } : edge ? { edge } : null);
  }

  private pan(dx: number, dy: number): void {
    const { camera } = this;
    this.camera = { ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom };
    this.fitted = false;
    this.hover = null;
    this.move();
  }

  private drag(node: GraphNode, dx: number, dy: number): void {
    const { at, pinned } = this.store.choice;
    const moved = { x: at.x.slice(), y: at.y.slice() };
    moved.x[node.index]! += dx / this.camera.zoom;
    moved.y[node.index]! += dy / this.camera.zoom;
    // Who places a node wants it to stay there.
    this.store.change({ at: moved, pinned: new Set(pinned).add(node.index) }, `drag ${node.id}`);
  }

  private pinch(down: Map<number, { x: number; y: number }>, event: PointerEvent, last: { x: number; y: number }): void {
    const other = [...down].find(([id]) => id !== event.pointerId)![1];
    const before = Math.hypot(last.x - other.x, last.y - other.y) || 1;
    const now = Math.hypot(event.offsetX - other.x, event.offsetY - other.y) || 1;
    this.zoomBy(now / before, (event.offsetX + other.x) / 2, (event.offsetY + other.y) / 2);
    this.pan((event.offsetX - last.x) / 2, (event.offsetY - last.y) / 2);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
    this.zoomBy(Math.exp(-Math.max(-120, Math.min(120, pixels)) * 0.0022), event.offsetX, event.offsetY);
  }

  // --- keys ---

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
    };
    const arrow = arrows[event.key];
    const acts: Record<string, () => void> = {
      "+": () => this.zoomBy(1.3), "=": () => this.zoomBy(1.3), "-": () => this.zoomBy(1 / 1.3),
      "0": () => this.fit(), f: () => this.fit(),
      ".": () => this.walkLines(1), ",": () => this.walkLines(-1),
      Enter: () => this.events.open(),
      e: () => this.anchor && this.toggleFold(this.anchor),
      i: () => this.anchor && this.store.isolate(this.anchor),
      p: () => this.anchor && this.store.togglePin(this.anchor),
      Escape: () => this.store.select(null),
    };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (arrow && event.shiftKey) this.pan(-arrow[0] * STEP, -arrow[1] * STEP);
    else if (arrow) this.walk(...arrow);
    else if (act) act();
    else return;
    event.preventDefault();
  }

  toggleFold(node: GraphNode): void {
    if (this.store.foldedNeighbours(node).length) this.store.expand(node);
    else this.store.collapse(node);
  }

  /** To the visible neighbour that lies most in that direction, or to any node where no neighbour does. */
  private walk(dx: number, dy: number): void {
    const { store } = this;
    const seen = store.graph.nodes.filter((node) => store.sees(node));
    const from = this.anchor && store.sees(this.anchor) ? this.anchor : null;
    const busiest = [...seen].sort((a, b) => b.edges.length - a.edges.length)[0];
    const next = from ? this.towards(from, neighbours(from), dx, dy) ?? this.towards(from, seen, dx, dy) : busiest;
    if (!next) return;
    store.select({ node: next });
    this.bringIntoView(next);
  }

  private towards(from: GraphNode, among: Iterable<GraphNode>, dx: number, dy: number): GraphNode | null {
    const { x, y } = this.store.choice.at;
    let best: GraphNode | null = null;
    let least = Infinity;
    for (const node of among) {
      if (node === from || !this.store.sees(node)) continue;
      const [vx, vy] = [x[node.index]! - x[from.index]!, y[node.index]! - y[from.index]!];
      const ahead = vx * dx + vy * dy;
      const aside = Math.abs(vx * dy - vy * dx);
      if (ahead <= 0 || aside > ahead * 1.8) continue;
      if (ahead + 2 * aside < least) [best, least] = [node, ahead + 2 * aside];
    }
    return best;
  }

  private walkLines(direction: number): void {
    const lines = this.anchor?.edges.filter((edge) => this.store.seesEdge(edge)) ?? [];
    if (!lines.length) return;
    this.step = (this.step + direction + lines.length + (this.step < 0 && direction < 0 ? 1 : 0)) % lines.length;
    this.store.select({ edge: lines[this.step]! });
  }

  private bringIntoView(node: GraphNode): void {
    const view = this.view();
    const [x, y] = [screenX(view, node), screenY(view, node)];
    if (x < 60 || y < 60 || x > this.width - 60 || y > this.height - 60) this.goTo(node);
  }
}

/** Colours live in page.css alone. */
function readLook(): Look {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    background: color("canvas"), ink: color("ink"), quiet: color("quiet"), line: color("line"),
    strongLine: color("strong-line"), accent: color("accent"), group: color("group"),
    types: Object.fromEntries(NODE_TYPES.map((type) => [type, color(type)])) as Look["types"],
  };
}
