// What is on the screen as PNG or SVG, with the title above and the legend below.

import { NODE_TYPES, type NodeType } from "./data";
import { ems } from "./labels";
import { CanvasPen, SvgPen, type Pen } from "./pen";
import { drawScene, shapeOf, type View } from "./scene";
import { t, word } from "./words";

const HEAD = 44;
const FOOT = 40;
const SHARPNESS = 2; // pixels of the PNG per pixel of the screen: fit to print

export async function png(view: View, title: string): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = view.width * SHARPNESS;
  canvas.height = (view.height + HEAD + FOOT) * SHARPNESS;
  const context = canvas.getContext("2d")!;
  const move = (x: number, y: number): void => context.setTransform(SHARPNESS, 0, 0, SHARPNESS, x * SHARPNESS, y * SHARPNESS);
  move(0, HEAD);
  drawScene(view, new CanvasPen(context));
  move(0, 0);
  drawFrame(view, new CanvasPen(context), title);
  // The ground goes under everything, also under what the scene drew beyond its edge.
  context.globalCompositeOperation = "destination-over";
  context.globalAlpha = 1;
  context.fillStyle = view.look.background;
  context.fillRect(0, 0, view.width, view.height + HEAD + FOOT);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}

export function svg(view: View, title: string): Blob {
  const pen = new SvgPen(view.width, view.height + HEAD + FOOT, title);
  pen.shape({ points: [0, 0, view.width, 0, view.width, view.height + HEAD + FOOT, 0, view.height + HEAD + FOOT] }, { fill: view.look.background });
  pen.within(0, HEAD, view.width, view.height, () => drawScene(view, pen));
  drawFrame(view, pen, title);
  return new Blob([pen.svg()], { type: "image/svg+xml" });
}

function drawFrame(view: View, pen: Pen, title: string): void {
  const { look, width, height, visible, graph } = view;
  const bar = (y: number, h: number): void => pen.shape({ points: [0, y, width, y, width, y + h, 0, y + h] }, { fill: look.background });
  bar(0, HEAD);
  bar(HEAD + height, FOOT);
  pen.text(20, HEAD / 2 + 2, title, { size: 18, color: look.ink, bold: true, align: "start" });
  const y = HEAD + height + FOOT / 2 - 2;
  let x = 26;
  const shown = new Set<NodeType>(graph.nodes.filter((node) => visible.node[node.index]).map((node) => node.type));
  for (const type of NODE_TYPES.filter((one) => shown.has(one))) {
    pen.shape(shapeOf(type, x, y, 6.3), { fill: look.types[type] });
    const words = word("types", type);
    pen.text(x + 13, y, words, { size: 13, color: look.ink, align: "start" });
    x += 13 + ems(words) * 13 + 26;
  }
  const credit = t("export.credit", { nodes: visible.nodes, edges: visible.edges });
  pen.text(width - 20, y, credit, { size: 12, color: look.quiet, align: "end" });
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Revoked at once, some browsers save nothing.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A name every file system takes. */
export function fileName(title: string, ending: string): string {
  const safe = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return `${safe || "zhengmai"}.${ending}`;
}
