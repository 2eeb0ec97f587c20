"""How often what is known, not learnt, is right: canonical names and the relations that names show.

In: the written corpus (pages/*.zm) and gold files. Out: figures and, with --errors, what went wrong.

    python tests/extract/measure_known.py [--gold] [--errors N] [--only institution|place|BASED_IN|PART_OF|LOCATED_IN]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from extract.institutions import canonical_institution, institution_key, parent_of, seat_of  # noqa: E402
from extract.locality import Locality  # noqa: E402
from extract.places import canonical_place, containers, nested_pairs  # noqa: E402

_KINDS = {"Institution": "O", "Place": "L"}
NAMED = ("BASED_IN", "PART_OF", "LOCATED_IN")


@dataclass
class Told:
    """One article: mentions in order (surface, type, canonical or acceptable forms) and its triples."""

    where: str
    locale: str
    mentions: list[tuple[str, str, frozenset[str]]]
    lines: list[tuple[str, list[tuple[int, int, str]]]]  # text with its places: start, end, canonical name
    triples: list[dict[str, Any]]


def corpus_articles(shared: Path = SHARED) -> Iterator[Told]:
    """The written corpus; one canonical name a mention."""
    spec = importlib.util.spec_from_file_location("zm_corpus", shared / "corpus" / "corpus.py")
    assert spec is not None
    assert spec.loader is not None
    corpus = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(corpus)
    for path in sorted((shared / "corpus" / "pages").glob("*.zm")):
        doc = corpus.parse(path)
        for article in doc["articles"]:
            mentions = [
                (text[start:end], kind, frozenset({canonical}))
                for text, spans in article["lines"]
                for start, end, kind, canonical in spans
            ]
            lines = [(text, [(s, e, c) for s, e, kind, c in spans if kind == "L"]) for text, spans in article["lines"]]
            triples = [
                {"s": s, "p": p, "o": o, "alt": [], "certain": True}
                for _, s, p, o, _ in article["triples"]
                if p in NAMED
            ]
            yield Told(f"{doc['doc']}/{article['n']}", doc["meta"].get("locale", ""), mentions, lines, triples)


def gold_articles(files: list[Path]) -> Iterator[Told]:
    """Gold files: every entity once per acceptable form; the printed ones cannot be told from the others."""
    for path in files:
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = _text_of(path, gold["doc"])
        for article in gold["articles"]:
            mentions = [
                (form, _KINDS.get(entity["type"], "-"), frozenset({entity["name"], *entity["names"]}))
                for entity in article["entities"]
                for form in dict.fromkeys([entity["name"], *entity["names"]])
                if form in text or form == entity["name"]
            ]
            triples = [t for t in article["triples"] if t["p"] in NAMED]
            lines = [(text, _occurrences(text, article))]
            yield Told(f"{gold['doc']}/{article['n']}", article["locale"] or "", mentions, lines, triples)


def _occurrences(text: str, article: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Where the places of a gold article stand in the document, the longest form first."""
    places = [e for e in article["entities"] if e["type"] == "Place"]
    forms = {n: e["name"] for e in places for n in [e["name"], *e["names"]] if len(n) > 1}
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or "(?!)")
    return [(m.start(), m.end(), forms[m.group()]) for m in pattern.finditer(text)]


def _text_of(path: Path, doc: str) -> str:
    candidates = [ROOT / "seeds" / f"{doc}.txt", path.parents[1] / "text" / f"{doc}.txt"]
    return next((c.read_text(encoding="utf-8") for c in candidates if c.exists()), "")


def gold_files(shared: Path = SHARED) -> list[Path]:
    dev = [shared / "eval" / "dev" / "gold" / f"d{n:02d}.json" for n in range(1, 8)]
    return sorted((ROOT / "tests" / "gold").glob("*.json")) + dev


class Figures:
    """Counters of right, wrong and missed, with examples of the latter two."""

    def __init__(self) -> None:
        self.count: Counter[tuple[str, str]] = Counter()
        self.examples: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, what: str, outcome: str, example: str = "") -> None:
        self.count[what, outcome] += 1
        if example:
            self.examples[what].append(f"{outcome:7} {example}")

    def rate(self, what: str) -> float:
        right, wrong = self.count[what, "right"], self.count[what, "wrong"]
        return right / max(1, right + wrong)

    def recall(self, what: str) -> float:
        right, missed = self.count[what, "right"], self.count[what, "missed"]
        return right / max(1, right + missed)


def measure_names(article: Told, figures: Figures) -> None:
    """Canonical names given the true locality; earlier and later fuller forms of the article known."""
    locality = Locality.of(article.locale)
    known: list[str] = []
    places: list[str] = []
    everything = [canonical_institution(s, locality) for s, kind, _ in article.mentions if kind == "O"]
    here = locality
    for surface, kind, right in article.mentions:
        if kind == "L":
            found = canonical_place(surface, here, places)
            places.append(found)
            ok = found in right
            note = f"{surface} -> {found} ({min(right)}) {article.where}"
            figures.add("place", "right" if ok else "wrong", "" if ok else note)
        elif kind == "O":
            found = canonical_institution(surface, here, everything + known)
            known.append(found)
            exact = found in right
            same = exact or institution_key(found) in {institution_key(r) for r in right}
            note = f"{surface} -> {found} ({min(right)}) {article.where} {article.locale}"
            figures.add("institution", "right" if same else "wrong", "" if same else note)
            figures.add("institution exact", "right" if exact else "wrong", "" if exact else note)
        else:
            continue
        here = here.after(found)


def measure_relations(article: Told, figures: Figures) -> None:
    """BASED_IN, PART_OF and LOCATED_IN read off the gold's canonical names and their printed forms."""
    locality = Locality.of(article.locale)
    forms: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for surface, kind, names in article.mentions:
        if kind in "OL":
            forms[kind].setdefault(_name(names, article), []).append(surface)
    institutions, places = list(forms["O"]), list(forms["L"])
    derived: set[tuple[str, str, str]] = set()
    for name in institutions:
        if seat := seat_of(name, locality, places):
            derived.add((name, "BASED_IN", seat))
        if parent := parent_of(name, institutions):
            derived.add((name, "PART_OF", parent))
    for name, surfaces in forms["L"].items():
        derived |= {(name, "LOCATED_IN", outer) for outer in containers(name, surfaces, locality, places)}
    derived |= {(inner, "LOCATED_IN", outer) for inner, outer in nested_pairs(*_joined(article.lines))}
    score(article, derived, figures)


def _joined(lines: list[tuple[str, list[tuple[int, int, str]]]]) -> tuple[str, list[tuple[int, int, str]]]:
    """Lines as one text, their places moved along."""
    text, places = "", []
    for line, spans in lines:
        places += [(start + len(text), end + len(text), name) for start, end, name in spans]
        text += line + "\n"
    return text, places


def _name(names: frozenset[str], article: Told) -> str:
    """The canonical name among acceptable forms: the one the triples use, else the longest."""
    used = {t[end] for t in article.triples for end in "so"}
    return next((n for n in sorted(names) if n in used), max(names, key=len))


def score(article: Told, derived: set[tuple[str, str, str]], figures: Figures) -> None:
    same = _sameness(article)
    gold = {p: [t for t in article.triples if t["p"] == p] for p in NAMED}
    for predicate in NAMED:
        left = {(s, o) for s, p, o in derived if p == predicate}
        for triple in gold[predicate]:
            readings = [(triple["s"], triple["o"])] + [
                (alt.get("s", triple["s"]), alt.get("o", triple["o"])) for alt in triple.get("alt", [])
            ]
            hit = {(s, o) for s, o in left if any(same(s, rs) and same(o, ro) for rs, ro in readings)}
            left -= hit
            text = f"{triple['s']} -> {triple['o']} {article.where}"
            if triple["certain"]:
                figures.add(predicate, "right" if hit else "missed", "" if hit else text)
        for s, o in left:
            figures.add(predicate, "wrong", f"{s} -> {o} {article.where}")


def _sameness(article: Told) -> Any:
    groups = [names for _, _, names in article.mentions]

    def same(a: str, b: str) -> bool:
        return a == b or institution_key(a) == institution_key(b) or any(a in g and b in g for g in groups)

    return same


def report(title: str, articles: Iterator[Told], errors: int, only: str) -> Figures:
    figures = Figures()
    for article in articles:
        measure_names(article, figures)
        measure_relations(article, figures)
    print(title)
    for what in ("institution", "institution exact", "place"):
        n = figures.count[what, "right"] + figures.count[what, "wrong"]
        print(f"  {what:18} {figures.rate(what):.3f} of {n}")
    for what in NAMED:
        n = figures.count[what, "right"] + figures.count[what, "missed"]
        print(f"  {what:18} P {figures.rate(what):.3f} R {figures.recall(what):.3f} of {n}")
    for what, examples in figures.examples.items():
        if errors and (not only or what == only):
            print(f"--- {what}")
            for example, n in Counter(examples).most_common(errors):
                print(f"  {n} {example}")
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--gold", action="store_true", help="seeds and dev d01-d07 instead of the corpus")
    options = parser.parse_args()
    articles = gold_articles(gold_files()) if options.gold else corpus_articles()
    report("gold" if options.gold else "corpus", articles, options.errors, options.only)


if __name__ == "__main__":
    main()
