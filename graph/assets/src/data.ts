// The JSON block of the page in, the graph out: nodes and edges that know their neighbours. Never touches the page.

export type NodeType = "Person" | "Institution" | "Place" | "Event" | "Initiative" | "Role" | "Article";
export const NODE_TYPES: readonly NodeType[] = ["Person", "Institution", "Place", "Event", "Initiative", "Role", "Article"];

export interface Article {
  title: string;
  publication: string;
  published: string; // ISO day, or empty
  source: string;
}

export interface Evidence {
  quote: string;
  article: Article;
}

export interface GraphNode {
  index: number;
  id: string;
  type: NodeType;
  name: string;
  aliases: string[];
  scope: string;
  kind: string;
  date: string;
  private: boolean;
  latin: string;
  label: string; // the name, with the scope where two of one type share the name
  edges: GraphEdge[];
}

export interface GraphEdge {
  index: number;
  id: string;
  source: GraphNode;
  target: GraphNode;
  type: string;
  label: string;
  qualifiers: Record<string, string>;
  confidence: number;
  evidence: Evidence[];
  days: string[]; // every day on which it was stated, sorted; empty when none is known
  bend: number; // 0 for a straight line; parallel edges get ... -1, 0, 1 ... or -0.5, 0.5
}

export interface Graph {
  title: string;
  language: string;
  omitted: number; // reached, but fell to the cap
  private: number; // left out as private
  nodes: GraphNode[];
  edges: GraphEdge[];
}

interface RawEdge {
  id: string;
  source: string;
  target: string;
  type: string;
  label: string;
  qualifiers: Record<string, string>;
  confidence: number;
  first: string;
  last: string;
  evidence: [string, number][];
}

interface RawGraph extends Omit<Graph, "nodes" | "edges"> {
  articles: [string, string, string, string][];
  nodes: Omit<GraphNode, "index" | "edges" | "label">[];
  edges: RawEdge[];
}

export function parse(json: string): Graph {
  const raw = JSON.parse(json) as RawGraph;
  const articles = raw.articles.map(([title, publication, published, source]) => ({ title, publication, published, source }));
  const nodes: GraphNode[] = raw.nodes.map((node, index) => ({ ...node, index, label: node.name, edges: [] }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges: GraphEdge[] = [];
  for (const edge of raw.edges) {
    const source = byId.get(edge.source);
    const target = byId.get(edge.target);
    if (!source || !target) continue;
    const evidence = edge.evidence.flatMap(([quote, at]) => (articles[at] ? [{ quote, article: articles[at] }] : []));
    const made: GraphEdge = {
      index: edges.length, id: edge.id, source, target, type: edge.type, label: edge.label, qualifiers: edge.qualifiers,
      confidence: edge.confidence, evidence, days: daysOf(edge, evidence), bend: 0,
    };
    edges.push(made);
    source.edges.push(made);
    if (target !== source) target.edges.push(made);
  }
  tellNamesakesApart(nodes);
  bendParallels(edges);
  return { title: raw.title, language: raw.language, omitted: raw.omitted, private: raw.private, nodes, edges };
}

function daysOf(edge: RawEdge, evidence: Evidence[]): string[] {
  const days = new Set(evidence.map((one) => one.article.published));
  days.add(edge.first).add(edge.last).delete("");
  return [...days].sort();
}

function tellNamesakesApart(nodes: GraphNode[]): void {
  const bearers = new Map<string, number>();
  const key = (node: GraphNode): string => `${node.type}\n${node.name}`;
  for (const node of nodes) bearers.set(key(node), (bearers.get(key(node)) ?? 0) + 1);
  for (const node of nodes) if (node.scope && bearers.get(key(node))! > 1) node.label = `${node.name}(${node.scope})`;
}

function bendParallels(edges: GraphEdge[]): void {
  const pairs = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const [low, high] = [edge.source.index, edge.target.index].sort((a, b) => a - b);
    const key = `${low} ${high}`;
    pairs.set(key, [...(pairs.get(key) ?? []), edge]);
  }
  for (const parallel of pairs.values()) {
    parallel.forEach((edge, i) => {
      const bend = i - (parallel.length - 1) / 2;
      // Seen from the other end a bend to the left is one to the right.
      edge.bend = edge.source.index < edge.target.index ? bend : -bend;
      if (edge.source === edge.target) edge.bend = i + 1;
    });
  }
}

export function otherEnd(edge: GraphEdge, node: GraphNode): GraphNode {
  return edge.source === node ? edge.target : edge.source;
}

export function neighbours(node: GraphNode): Set<GraphNode> {
  return new Set(node.edges.map((edge) => otherEnd(edge, node)).filter((other) => other !== node));
}
