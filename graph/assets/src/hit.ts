// A point on the screen in, the node or line under it out.

import type { GraphEdge, GraphNode } from "./data";
import { curveOf, pointOn, screenRadius, screenX, screenY, type View } from "./scene";

const NODE_REACH = 5; // px a finger or a hasty mouse may miss by
const LINE_REACH = 6;
const SAMPLES = 14;

export function nodeAt(view: View, x: number, y: number): GraphNode | null {
  let best: GraphNode | null = null;
  let nearest = Infinity;
  for (const node of view.graph.nodes) {
    if (!view.visible.node[node.index]) continue;
    const miss = Math.hypot(screenX(view, node) - x, screenY(view, node) - y) - screenRadius(view, node);
    if (miss < NODE_REACH && miss < nearest) [best, nearest] = [node, miss];
  }
  return best;
}

export function edgeAt(view: View, x: number, y: number): GraphEdge | null {
  let best: GraphEdge | null = null;
  let nearest = LINE_REACH;
  for (const edge of view.graph.edges) {
    if (!view.visible.edge[edge.index]) continue;
    const c = curveOf(view, edge);
    if (x < Math.min(c.x0, c.cx, c.x1) - LINE_REACH || x > Math.max(c.x0, c.cx, c.x1) + LINE_REACH) continue;
    if (y < Math.min(c.y0, c.cy, c.y1) - LINE_REACH || y > Math.max(c.y0, c.cy, c.y1) + LINE_REACH) continue;
    let [px, py] = [c.x0, c.y0];
    for (let i = 1; i <= SAMPLES; i++) {
      const [qx, qy] = pointOn(c, i / SAMPLES);
      const miss = distance(x, y, px, py, qx, qy);
      if (miss < nearest) [best, nearest] = [edge, miss];
      [px, py] = [qx, qy];
    }
  }
  return best;
}

/** From a point to a stretch of line. */
function distance(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}
