// Two pens with one interface, so that the screen, the PNG and the SVG come from the same drawing code.

export interface Curve {
  x0: number;
  y0: number;
  cx: number;
  cy: number;
  x1: number;
  y1: number;
}

export type Shape = { circle: [x: number, y: number, r: number] } | { points: number[] };

export interface Paint {
  fill?: string;
  stroke?: string;
  width?: number;
  alpha?: number;
  dash?: readonly number[];
}

export interface TextStyle {
  size: number;
  color: string;
  halo?: string;
  bold?: boolean;
  align?: "start" | "center" | "end";
  alpha?: number;
}

export interface Pen {
  curve(curve: Curve, paint: Paint): void;
  shape(shape: Shape, paint: Paint): void;
  /** `y` is the middle of the line. */
  text(x: number, y: number, text: string, style: TextStyle): void;
}

export const FONT =
  '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","PingFang SC","Hiragino Sans GB","Microsoft YaHei",system-ui,sans-serif';
const HALO = 3.5;

export class CanvasPen implements Pen {
  constructor(private readonly to: CanvasRenderingContext2D) {
    to.lineJoin = "round";
    to.lineCap = "round";
    to.textBaseline = "middle";
  }

  curve(c: Curve, paint: Paint): void {
    this.to.beginPath();
    this.to.moveTo(c.x0, c.y0);
    this.to.quadraticCurveTo(c.cx, c.cy, c.x1, c.y1);
    this.lay({ ...paint, fill: undefined });
  }

  shape(shape: Shape, paint: Paint): void {
    this.to.beginPath();
    if ("circle" in shape) this.to.arc(...shape.circle, 0, 2 * Math.PI);
    else {
      const p = shape.points;
      this.to.moveTo(p[0]!, p[1]!);
      for (let i = 2; i < p.length; i += 2) this.to.lineTo(p[i]!, p[i + 1]!);
      this.to.closePath();
    }
    this.lay(paint);
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const { to } = this;
    to.globalAlpha = style.alpha ?? 1;
    to.font = `${style.bold ? "600 " : ""}${style.size}px ${FONT}`;
    to.textAlign = style.align ?? "center";
    if (style.halo) {
      to.strokeStyle = style.halo;
      to.lineWidth = HALO;
      to.setLineDash([]);
      to.strokeText(text, x, y);
    }
    to.fillStyle = style.color;
    to.fillText(text, x, y);
  }

  private lay({ fill, stroke, width = 1, alpha = 1, dash = [] }: Paint): void {
    this.to.globalAlpha = alpha;
    if (fill) {
      this.to.fillStyle = fill;
      this.to.fill();
    }
    if (stroke) {
      this.to.strokeStyle = stroke;
      this.to.lineWidth = width;
      this.to.setLineDash(dash as number[]);
      this.to.stroke();
    }
  }
}

export class SvgPen implements Pen {
  private readonly parts: string[] = [];

  constructor(private readonly width: number, private readonly height: number, private readonly title: string) {}

  curve(c: Curve, paint: Paint): void {
    const d = `M${n(c.x0)} ${n(c.y0)}Q${n(c.cx)} ${n(c.cy)} ${n(c.x1)} ${n(c.y1)}`;
    this.parts.push(`<path d="${d}"${attributes({ ...paint, fill: undefined })}/>`);
  }

  shape(shape: Shape, paint: Paint): void {
    if ("circle" in shape) {
      const [x, y, r] = shape.circle;
      this.parts.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}"${attributes(paint)}/>`);
    } else {
      this.parts.push(`<polygon points="${shape.points.map(n).join(" ")}"${attributes(paint)}/>`);
    }
  }

  text(x: number, y: number, text: string, style: TextStyle): void {
    const anchor = { start: "start", center: "middle", end: "end" }[style.align ?? "center"];
    const weight = style.bold ? ' font-weight="600"' : "";
    const alpha = style.alpha === undefined ? "" : ` opacity="${n(style.alpha)}"`;
    // The baseline that middle means differs between programs; a third of the size is where Chinese sits in all of them.
    const common = `x="${n(x)}" y="${n(y + style.size * 0.36)}" font-size="${n(style.size)}" text-anchor="${anchor}"${weight}${alpha}`;
    const content = escape(text);
    if (style.halo) {
      const halo = `fill="none" stroke="${style.halo}" stroke-width="${HALO}" stroke-linejoin="round"`;
      this.parts.push(`<text aria-hidden="true" ${common} ${halo}>${content}</text>`);
    }
    this.parts.push(`<text ${common} fill="${style.color}">${content}</text>`);
  }

  /** Draw inside a window of the picture: moved to its corner, cut at its edges. */
  within(x: number, y: number, width: number, height: number, draw: () => void): void {
    this.parts.push(`<svg x="${x}" y="${y}" width="${width}" height="${height}" overflow="hidden">`);
    draw();
    this.parts.push("</svg>");
  }

  svg(): string {
    const size = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    const join = 'stroke-linejoin="round" stroke-linecap="round"';
    const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family='${FONT}' ${join}>`;
    return `${head}<title>${escape(this.title)}</title>${this.parts.join("")}</svg>\n`;
  }
}

function attributes({ fill, stroke, width = 1, alpha = 1, dash = [] }: Paint): string {
  const parts = [` fill="${fill ?? "none"}"`];
  if (stroke) parts.push(` stroke="${stroke}" stroke-width="${n(width)}"`);
  if (stroke && dash.length) parts.push(` stroke-dasharray="${dash.join(" ")}"`);
  if (alpha < 1) parts.push(` opacity="${+alpha.toFixed(3)}"`);
  return parts.join("");
}

function n(value: number): string {
  return String(+value.toFixed(1));
}

/** Text stays text, and characters that XML forbids (control characters, lone surrogates) go. */
function escape(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, "")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
