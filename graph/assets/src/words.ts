// The page's own words in the language in force, and how facts are worded. Data (names, quotes) is never translated.

import type { GraphEdge } from "./data";
import en from "./messages/en.json";
import zh from "./messages/zh.json";

export type Language = "en" | "zh";
export type Key = keyof typeof en;

const catalogues: Record<Language, Record<string, string>> = { en, zh };
let language: Language = "en";

export function speak(chosen: string): void {
  language = chosen === "zh" ? "zh" : "en";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

export function spoken(): Language {
  return language;
}

export function t(key: Key, values: Record<string, string | number> = {}): string {
  return fill(catalogues[language][key] ?? key, values);
}

/** Words for a value of the data (a type, a capacity); the value itself where the catalogue has none. */
export function word(group: "type" | "types" | "relation" | "kind", value: string): string {
  return catalogues[language][`${group}.${value}`] ?? value;
}

/** What stands on the line between two nodes: a title (主任), a capacity (chaired, 店主), else the relation (part of). */
export function relationWords(edge: GraphEdge): string {
  if (edge.label) return edge.label;
  const capacity = edge.qualifiers["capacity"];
  if (!capacity) return word("relation", edge.type);
  return catalogues[language][`relation.${edge.type}.${capacity}`] ?? capacity;
}

function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
