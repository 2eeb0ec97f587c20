// Which names fit on the screen: greedy, most important first, nothing printed over anything else. Pure geometry.

export type Box = [left: number, top: number, right: number, bottom: number];

export interface Lettering {
  lines: string[];
  width: number;
  height: number;
  size: number;
}

export const LINE_HEIGHT = 1.22;
const PER_LINE = 8; // full-width characters
const CELL = 64;

/** Width in em: Chinese takes one, Latin about half. */
export function ems(text: string): number {
  let width = 0;
  for (const character of text) width += character.codePointAt(0)! > 0x2e7f || "“”‘’…—·".includes(character) ? 1 : 0.58;
  return width;
}

/** A name in balanced lines of at most 8 characters; what does not fit in `most` lines ends in an ellipsis. */
export function letter(text: string, size: number, most: number): Lettering {
  const flat = text.slice(0, 200).replace(/\s+/g, " ").trim();
  const room = most * PER_LINE;
  const short = ems(flat) > room ? `${cut(flat, room - 1)}…` : flat;
  const count = Math.max(1, Math.ceil(ems(short) / PER_LINE - 0.01));
  const lines = broken(short, Math.max(ems(short) / count, 1), count);
  return { lines, size, width: Math.max(...lines.map(ems)) * size, height: lines.length * size * LINE_HEIGHT };
}

function cut(text: string, room: number): string {
  let width = 0;
  let kept = "";
  for (const character of text) {
    width += ems(character);
    if (width > room) break;
    kept += character;
  }
  return kept;
}

function broken(text: string, per: number, count: number): string[] {
  const lines: string[] = [""];
  let width = 0;
  for (const character of text) {
    width += ems(character);
    // The half em of grace keeps 九个字的名称 from leaving one character alone.
    if (width > per * lines.length + 0.5 && lines.length < count) lines.push("");
    lines[lines.length - 1] += character;
  }
  return lines.map((line) => line.trim());
}

/** Boxes already taken, found by cell. */
export class Taken {
  private readonly cells = new Map<number, Box[]>();

  free(box: Box): boolean {
    return !this.some(box, (cell) =>
      (this.cells.get(cell) ?? []).some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]),
    );
  }

  take(box: Box): void {
    this.some(box, (cell) => {
      const there = this.cells.get(cell);
      if (there) there.push(box);
      else this.cells.set(cell, [box]);
      return false;
    });
  }

  private some(box: Box, check: (cell: number) => boolean): boolean {
    for (let i = Math.floor(box[0] / CELL); i <= Math.floor(box[2] / CELL); i++) {
      for (let j = Math.floor(box[1] / CELL); j <= Math.floor(box[3] / CELL); j++) if (check(i * 65536 + j)) return true;
    }
    return false;
  }
}

export interface Spot {
  box: Box;
  align: "start" | "center" | "end";
}

/** Where a name may stand around its node, best first: below, right, left, above, then the corners. */
export function around(x: number, y: number, r: number, name: Lettering): Spot[] {
  const [w, h, gap, corner] = [name.width, name.height, r + 2, r * 0.7 + 1];
  const at = (align: Spot["align"], left: number, top: number): Spot => ({ align, box: [left, top, left + w, top + h] });
  return [
    at("center", x - w / 2, y + gap),
    at("start", x + gap + 2, y - h / 2),
    at("end", x - gap - 2 - w, y - h / 2),
    at("center", x - w / 2, y - gap - h),
    at("start", x + corner, y + corner),
    at("end", x - corner - w, y + corner),
    at("start", x + corner, y - corner - h),
    at("end", x - corner - w, y - corner - h),
  ];
}
