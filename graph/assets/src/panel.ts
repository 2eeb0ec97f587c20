// The evidence: who or what is chosen, its facts, and for a fact every sentence that states it.

import { otherEnd, type Evidence, type GraphEdge, type GraphNode } from "./data";
import { button, byId, el } from "./dom";
import { typeIcon } from "./icons";
import { lineStyle } from "./scene";
import type { Store } from "./state";
import { relationWords, t, word, type Key } from "./words";

export interface PanelEvents {
  goTo(node: GraphNode): void;
}

export class Panel {
  private readonly root = byId("panel");
  private origin: GraphNode | null = null; // the node whose fact is open
  private drawnFor: unknown = undefined;

  constructor(private readonly store: Store, private readonly events: PanelEvents) {
    store.subscribe(() => this.draw());
    this.draw();
  }

  /** Move the reader's focus to what is open. */
  focus(): void {
    this.root.querySelector<HTMLElement>("h2")?.focus();
  }

  draw(): void {
    const { selection } = this.store;
    const keepScroll = this.drawnFor === selection ? this.root.scrollTop : 0;
    const content = !selection ? this.start() : "node" in selection ? this.aboutNode(selection.node) : this.aboutEdge(selection.edge);
    const focused = this.root.contains(document.activeElement) ? document.activeElement?.getAttribute("data-act") : null;
    this.root.replaceChildren(...content);
    this.root.scrollTop = keepScroll;
    this.root.classList.toggle("open", selection !== null);
    if (focused) (this.root.querySelector<HTMLElement>(`[data-act="${focused}"]`) ?? this.root.querySelector<HTMLElement>("h2"))?.focus();
    this.drawnFor = selection;
  }

  private start(): HTMLElement[] {
    this.origin = null;
    return [el("p", { class: "start" }, t("panel.start")), el("p", { class: "quiet" }, t("panel.hint"))];
  }

  private aboutNode(node: GraphNode): HTMLElement[] {
    this.origin = node;
    const details = [word("type", node.type), node.kind && node.kind !== "private" ? word("kind", node.kind) : "", node.date, node.scope === node.name ? "" : node.scope];
    const aliases = node.aliases.slice(0, 12).join("、");
    const parts = [
      el("p", { class: "eyebrow" }, typeIcon(node.type), details.filter(Boolean).join(" · ")),
      el("h2", { tabindex: "-1" }, clipped(node.name, 300)),
      aliases && el("p", { class: "quiet" }, t("panel.aliases", { names: clipped(aliases, 400) })),
      node.private && el("p", { class: "quiet" }, t("panel.private")),
      !this.store.sees(node) && el("p", { class: "quiet" }, t("panel.hidden")),
      this.actions(node),
      el("h3", {}, count("panel.relations", node.edges.length)),
      this.facts(node),
    ];
    return parts.filter((part): part is HTMLElement => Boolean(part));
  }

  private actions(node: GraphNode): HTMLElement {
    const { store } = this;
    const folded = store.foldedNeighbours(node).length;
    const leaves = store.leaves(node).length;
    const pinned = store.choice.pinned.has(node.index);
    return el(
      "div",
      { class: "actions" },
      button(t(pinned ? "panel.unpin" : "panel.pin"), () => store.togglePin(node), { "data-act": "pin", "aria-pressed": String(pinned) }),
      folded > 0 && button(t("panel.expand", { count: folded }), () => store.expand(node), { "data-act": "expand" }),
      leaves > 0 && button(t("panel.collapse", { count: leaves }), () => store.collapse(node), { "data-act": "collapse" }),
      button(t("panel.isolate"), () => store.isolate(node), { "data-act": "isolate" }),
    );
  }

  /** Posts first, what a name itself shows last; those the filters hide stay readable, in grey. */
  private facts(node: GraphNode): HTMLElement {
    const weight = ({ type }: GraphEdge): number => (lineStyle(type).strong ? 0 : lineStyle(type).dash.length ? 2 : 1);
    const sorted = [...node.edges].sort((a, b) => weight(a) - weight(b) || a.type.localeCompare(b.type));
    return el("ul", { class: "facts" }, ...sorted.map((edge) => el("li", {}, this.fact(edge, node))));
  }

  private fact(edge: GraphEdge, node: GraphNode): HTMLElement {
    const other = otherEnd(edge, node);
    const outward = edge.source === node;
    const open = button("", () => this.store.select({ edge }), { class: this.store.seesEdge(edge) ? "fact" : "fact hidden" });
    open.append(
      typeIcon(other.type),
      el("span", {}, el("span", { class: "relation" }, `${outward ? "" : "← "}${relationWords(edge)}${outward ? " →" : ""} `), clipped(other.label, 80)),
      edge.evidence.length > 1 ? el("span", { class: "times", "aria-label": count("panel.sentences", edge.evidence.length) }, `×${edge.evidence.length}`) : "",
    );
    return open;
  }

  private aboutEdge(edge: GraphEdge): HTMLElement[] {
    const { origin } = this;
    const back = origin && (origin === edge.source || origin === edge.target);
    const period = edge.days.length > 1 ? t("panel.period", { first: edge.days[0]!, last: edge.days.at(-1)! }) : edge.days.length ? t("panel.stated", { first: edge.days[0]! }) : t("panel.undated");
    const certainty = t("panel.confidence", { percent: percent(edge.confidence) });
    return [
      ...(back ? [button(`‹ ${t("panel.back", { name: clipped(origin.name, 30) })}`, () => this.store.select({ node: origin }), { class: "back", "data-act": "back" })] : []),
      el("h2", { tabindex: "-1", class: "statement" }, this.end(edge.source), el("span", { class: "relation" }, relationWords(edge)), this.end(edge.target)),
      el("p", { class: "quiet" }, [word("relation", edge.type), certainty, period].join(" · ")),
      el("h3", {}, edge.evidence.length ? count("panel.sentences", edge.evidence.length) : t("panel.noevidence")),
      ...edge.evidence.map((evidence) => quoted(edge, evidence)),
    ];
  }

  private end(node: GraphNode): HTMLElement {
    const go = button("", () => this.events.goTo(node), { class: "end" });
    go.append(typeIcon(node.type), clipped(node.label, 160));
    return go;
  }
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function count(key: "panel.relations" | "panel.sentences" | "note.private", number: number): string {
  return number === 1 ? t(`${key}.one` as Key) : t(key, { count: number });
}

export function clipped(text: string, most: number): string {
  return text.length > most ? `${[...text.slice(0, most * 2)].slice(0, most).join("")}…` : text;
}

function quoted(edge: GraphEdge, { quote, article }: Evidence): HTMLElement {
  const where = [article.publication, article.published].filter(Boolean).join(" · ");
  return el(
    "figure",
    { class: "evidence" },
    el("blockquote", { lang: "zh-CN" }, marked(quote, edge)),
    el(
      "figcaption",
      {},
      el("cite", { lang: "zh-CN" }, clipped(article.title, 200)),
      where && el("span", {}, where),
      article.source && el("span", { class: "file" }, clipped(article.source, 300)),
    ),
  );
}

interface Form {
  form: string;
  role: string;
}

/** The sentence with both ends and the title of the post marked, in whatever printed form and with whatever blanks inside. */
export function marked(quote: string, edge: GraphEdge): DocumentFragment {
  const kept = [...quote.matchAll(/\S/gu)].map((match) => ({ at: match.index, end: match.index + match[0].length }));
  const squeezed = kept.map(({ at, end }) => quote.slice(at, end));
  const text = squeezed.join("");
  const starts = new Map<number, number>(); // offset in the squeezed text -> index in kept
  squeezed.reduce((offset, character, i) => (starts.set(offset, i), offset + character.length), 0);
  const spans: { from: number; to: number; role: string }[] = [];
  for (const { form, role } of forms(edge, text)) {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
      const [first, next] = [starts.get(at), starts.get(at + form.length) ?? kept.length];
      if (first === undefined) continue;
      const span = { from: kept[first]!.at, to: kept[next - 1]!.end, role };
      if (spans.every((other) => span.to <= other.from || span.from >= other.to)) spans.push(span);
    }
  }
  spans.sort((a, b) => a.from - b.from);
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const { from, to, role } of spans) {
    fragment.append(quote.slice(done, from), el("mark", { class: role }, quote.slice(from, to)));
    done = to;
  }
  fragment.append(quote.slice(done));
  return fragment;
}

/** What to look for: every printed form of both ends and the title, longest first, so that 市委组织部 goes before 市委. */
function forms(edge: GraphEdge, text: string): Form[] {
  const title = edge.label.replace(/\s+/g, "");
  const all = [...formsOf(edge.source, "source", text), ...formsOf(edge.target, "target", text)];
  if (title) all.push({ form: title, role: "title" });
  return all.sort((a, b) => b.form.length - a.form.length);
}

/** One character (市, 县) would be marked inside other names. Where the sentence has no known form, the longest end of the
 * name that it has: 市教育局 for 瑞安市教育局. */
function formsOf(node: GraphNode, role: string, text: string): Form[] {
  const known = [node.name, ...node.aliases].map((form) => form.replace(/\s+/g, "")).filter((form) => form.length > 1);
  const printed = known.filter((form) => text.includes(form));
  if (printed.length || node.type === "Person" || node.type === "Place") return printed.map((form) => ({ form, role }));
  const name = [...(known[0] ?? "")];
  const shortest = Math.max(3, Math.ceil(name.length / 3));
  for (let from = 1; name.length - from >= shortest; from++) {
    const form = name.slice(from).join("");
    if (text.includes(form)) return [{ form, role }];
  }
  return [];
}
