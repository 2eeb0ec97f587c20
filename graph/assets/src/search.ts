// Search by name, alias or pinyin: a combobox that works with the keyboard alone.

import type { Graph, GraphNode } from "./data";
import { byId, el } from "./dom";
import { typeIcon } from "./icons";
import { clipped } from "./panel";
import { t, word } from "./words";

const MOST = 20;

export class Search {
  private readonly input = byId<HTMLInputElement>("search");
  private readonly list = byId("hits");
  private readonly says = byId("search-status");
  private hits: GraphNode[] = [];
  private at = -1;

  constructor(private readonly graph: Graph, private readonly choose: (node: GraphNode) => void) {
    this.input.addEventListener("input", () => this.find());
    this.input.addEventListener("focus", () => this.find());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  private find(): void {
    const asked = this.input.value.trim().toLowerCase();
    if (!asked) return this.close();
    const all = this.graph.nodes.map((node) => ({ node, score: score(node, asked) })).filter(({ score }) => score > 0);
    all.sort((a, b) => b.score - a.score || b.node.edges.length - a.node.edges.length);
    this.hits = all.slice(0, MOST).map(({ node }) => node);
    this.at = this.hits.length ? 0 : -1;
    this.says.textContent = all.length ? t("search.count", { count: all.length }) : t("search.none");
    this.draw();
  }

  private draw(): void {
    const options = this.hits.map((node, i) => this.option(node, i));
    this.list.replaceChildren(...(options.length ? options : [el("li", { class: "none" }, t("search.none"))]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  private option(node: GraphNode, i: number): HTMLElement {
    const asked = this.input.value.trim();
    const alias = node.name.includes(asked) ? "" : node.aliases.find((form) => form.includes(asked)) ?? "";
    const words = [clipped(alias, 30), word("type", node.type)].filter(Boolean).join(" · ");
    const option = el("li", { role: "option", id: `hit-${i}` });
    option.append(typeIcon(node.type), el("span", {}, clipped(node.label, 60)), el("small", {}, words));
    // Before the input loses the focus and closes the list.
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.pick(node);
    });
    return option;
  }

  private mark(): void {
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === this.at)));
    if (this.at < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", `hit-${this.at}`);
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length) {
      this.at = (this.at + step + this.hits.length) % this.hits.length;
      this.mark();
    } else if (event.key === "Enter" && this.hits[this.at]) this.pick(this.hits[this.at]!);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.close();
    } else return;
    event.preventDefault();
  }

  private pick(node: GraphNode): void {
    this.input.value = "";
    this.close();
    this.choose(node);
  }

  private close(): void {
    this.hits = [];
    this.at = -1;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.says.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/** Exact before beginning before within; the name before an alias before pinyin. */
export function score(node: GraphNode, asked: string): number {
  const grade = (text: string): number => (text === asked ? 3 : text.startsWith(asked) ? 2 : text.includes(asked) ? 1 : 0);
  const name = grade(node.name.toLowerCase());
  const alias = Math.max(0, ...node.aliases.map((form) => grade(form.toLowerCase())));
  const latin = /^[a-zü' ]+$/.test(asked) ? grade2(node.latin, asked.replace(/[' ]/g, "")) : 0;
  return name ? name + 6 : alias ? alias + 3 : latin;
}

/** Pinyin inside a name would match by chance: only from its beginning, or at least three letters. */
function grade2(latin: string, asked: string): number {
  return latin.startsWith(asked) ? 2 : asked.length > 2 && latin.includes(asked) ? 1 : 0;
}
