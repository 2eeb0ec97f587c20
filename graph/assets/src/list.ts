// The same facts as a list: for screen readers, for the keyboard, and for printing.

import type { GraphNode } from "./data";
import { button, byId, el } from "./dom";
import { clipped } from "./panel";
import type { Store } from "./state";
import { relationWords, t, word } from "./words";

export class FactList {
  private readonly root = byId("list");

  constructor(private readonly store: Store, private readonly opened: () => void) {
    store.subscribe(() => this.refresh());
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  show(open: boolean): void {
    this.root.hidden = !open;
    if (!open) return this.root.replaceChildren();
    this.draw();
    this.root.querySelector<HTMLElement>("h2")?.focus();
  }

  draw(): void {
    if (!this.open) return;
    const { nodes, edges } = this.store.visible;
    const seen = this.store.graph.nodes.filter((node) => this.store.sees(node));
    seen.sort((a, b) => b.edges.length - a.edges.length);
    this.drawn = this.store.visible;
    this.root.replaceChildren(
      el("h2", { tabindex: "-1" }, t("list.title")),
      el("p", { class: "quiet" }, t("list.intro", { nodes, edges })),
      ...seen.map((node) => this.entry(node)),
    );
  }

  private drawn: unknown = null;

  /** A new choice of evidence changes nothing here; redrawing would throw the reader back to the top. */
  private refresh(): void {
    if (this.open && this.drawn !== this.store.visible) this.draw();
  }

  private entry(node: GraphNode): HTMLElement {
    const facts = node.edges.filter((edge) => edge.source === node && this.store.seesEdge(edge));
    const items = facts.map((edge) => {
      const open = button(`${relationWords(edge)} → ${clipped(edge.target.label, 120)}`, () => {
        this.store.select({ edge });
        this.opened();
      });
      const first = edge.evidence[0];
      return el("li", {}, open, first && el("span", { class: "quiet" }, [clipped(first.article.title, 60), first.article.published].filter(Boolean).join(", ")));
    });
    const about = button(clipped(node.label, 160), () => {
      this.store.select({ node });
      this.opened();
    });
    return el("section", {}, el("h3", {}, about, el("small", {}, word("type", node.type))), items.length ? el("ul", {}, ...items) : null);
  }
}
