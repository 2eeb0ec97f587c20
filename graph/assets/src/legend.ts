// The legend is the filter: each type, each relation and the least confidence.

import { NODE_TYPES, type GraphEdge } from "./data";
import { button, byId, el } from "./dom";
import { lineIcon, typeIcon } from "./icons";
import { percent } from "./panel";
import type { Store } from "./state";
import { t, word } from "./words";

export class Legend {
  private readonly types = byId("legend-types");
  private readonly relations = byId("legend-relations");
  private readonly confidence = byId<HTMLInputElement>("confidence");
  private readonly confidenceWords = byId("confidence-words");

  constructor(private readonly store: Store) {
    this.confidence.addEventListener("input", () => store.change({ confidence: Number(this.confidence.value) / 100 }, "confidence"));
    this.confidence.addEventListener("change", () => store.settle());
    const sure = store.graph.edges.every((edge) => edge.confidence === store.graph.edges[0]?.confidence);
    byId("confidence-row").hidden = sure;
    store.subscribe(() => this.refresh());
    this.draw();
  }

  /** Anew in the language in force. */
  draw(): void {
    const { graph } = this.store;
    const types = NODE_TYPES.filter((type) => graph.nodes.some((node) => node.type === type));
    this.types.replaceChildren(
      ...types.map((type) => {
        const number = graph.nodes.filter((node) => node.type === type).length;
        return this.item("hiddenTypes", type, typeIcon(type), word("types", type), number);
      }),
    );
    const relations = counted(graph.edges);
    this.relations.replaceChildren(
      ...relations.map(([type, number]) => this.item("hiddenRelations", type, lineIcon(type), word("relation", type), number)),
    );
    this.refresh();
  }

  private item(which: "hiddenTypes" | "hiddenRelations", name: string, icon: SVGElement, words: string, number: number): HTMLElement {
    const made = button("", () => this.store.toggle(which, name), { class: "legend-item", "data-of": which, "data-name": name });
    made.append(icon, el("span", {}, words), el("small", {}, String(number)));
    return made;
  }

  private refresh(): void {
    const { choice } = this.store;
    for (const item of document.querySelectorAll<HTMLElement>(".legend-item")) {
      const hidden = choice[item.dataset["of"] as "hiddenTypes" | "hiddenRelations"].has(item.dataset["name"]!);
      item.setAttribute("aria-pressed", String(!hidden));
    }
    this.confidence.value = String(Math.round(choice.confidence * 100));
    this.confidenceWords.textContent = t("legend.confidence", { percent: percent(choice.confidence) });
  }
}

function counted(edges: GraphEdge[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const edge of edges) counts.set(edge.type, (counts.get(edge.type) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
