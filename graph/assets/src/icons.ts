// The shape of a type and the line of a relation as small drawings for the legend, the search and the panel.

import type { NodeType } from "./data";
import { svg } from "./dom";
import { lineStyle, shapeOf } from "./scene";

export function typeIcon(type: NodeType): SVGElement {
  const icon = svg("svg", { class: `icon ${type}`, width: "16", height: "16", viewBox: "0 0 16 16", "aria-hidden": "true" });
  const shape = shapeOf(type, 8, 8, 6.3);
  if ("circle" in shape) icon.append(svg("circle", { cx: "8", cy: "8", r: String(shape.circle[2]) }));
  else icon.append(svg("polygon", { points: shape.points.map((p) => p.toFixed(2)).join(" ") }));
  return icon;
}

export function lineIcon(relation: string): SVGElement {
  const { dash, strong, arrow } = lineStyle(relation);
  const icon = svg("svg", { class: strong ? "line strong" : "line", width: "28", height: "12", viewBox: "0 0 28 12", "aria-hidden": "true" });
  icon.append(svg("path", { d: `M1 6H${arrow ? 21 : 27}`, "stroke-dasharray": dash.join(" "), fill: "none" }));
  if (arrow) icon.append(svg("path", { d: "M27 6L20 2.8V9.2Z", class: "head" }));
  return icon;
}
