"""HOLDS_ROLE: who holds which post at which body, since or until when."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from extract.assembling.draft import Draft, Fact
from extract.institutions import (
    body_of_title,
    canonical_institution,
)
from extract.lexicon import pairs
from extract.model import (
    ScoredRelation,
)
from extract.organs import is_known_organ, names_people
from extract.places import (
    relative_word,
    split_areas,
)
from extract.posts import Post, belongs_to, fits, posts_before_names
from extract.tenure import changes


def claim_posts(draft: Draft) -> None:
    """HOLDS_ROLE. The stack of titles before a name has a grammar, which goes before the network where it reaches;
    titles after names and posts stated by verbs are the network's."""
    bodies = _bodies_of_titles(draft)
    people = draft.of_type("Person")
    spans = [(draft.mentions[i].start, draft.mentions[i].end) for i in people]
    organs = [(draft.mentions[i].start, draft.mentions[i].end) for i in draft.of_type("Institution")]
    parsed: set[int] = set()
    for post in posts_before_names(draft.article.text, spans, organs):
        person = people[post.person]
        body = _body_of_post(draft, post, person, bodies)
        if body:
            parsed.add(person)
            title = _whole_title(draft, post, body, bodies)
            draft.claim(draft.key_of[person], "HOLDS_ROLE", body, title, 0.9, "title grammar", (person,))
    stated = _claim_posts_of_network(draft, parsed, bodies)
    _claim_changes(draft, people, spans, bodies, stated)


def _claim_changes(
    draft: Draft,
    people: Sequence[int],
    spans: Sequence[tuple[int, int]],
    bodies: Mapping[int, ScoredRelation],
    stated: Mapping[tuple[int, int], Fact],
) -> None:
    """Posts that the text says to begin or to end: of those claimed already it tells since or until when."""
    for change in changes(draft.article.text, spans, draft.article.published):
        person, post = people[change.post.person], change.post
        start, end = post.start, post.end
        known = (f for (who, title), f in stated.items() if who == person and _overlaps(draft, title, post))
        fact = next(known, None)
        if fact is None and (body := _body_of_post(draft, post, person, bodies)):
            rule = f"clause: {change.kind}"
            fact = draft.claim(draft.key_of[person], "HOLDS_ROLE", body, post.title, 0.85, rule, (), (start, end))
        if fact is None:
            continue
        draft.claims[fact].span = draft.evidence([(start, end)])
        draft.tenures[fact] = change.qualifiers


def _overlaps(draft: Draft, mention: int, post: Post) -> bool:
    return draft.mentions[mention].start < post.end and post.start < draft.mentions[mention].end


def _bodies_of_titles(draft: Draft) -> dict[int, ScoredRelation]:
    """Title -> where the network puts it, the likeliest body only."""
    best: dict[int, ScoredRelation] = {}
    for r in draft.relations:
        if r.label == "TITLE_AT" and (r.head not in best or r.score > best[r.head].score):
            best[r.head] = r
    return best


def _body_of_post(draft: Draft, post: Post, person: int, bodies: Mapping[int, ScoredRelation]) -> str | None:
    """Key of the body of a post: the network's, else the one printed right before, else the grammar's; None where
    none is sure."""
    for title, r in bodies.items():
        mention, printed = draft.mentions[title], draft.mentions[r.tail].text
        whole = mention.start < post.start or not _cut_short(printed, post.body)
        if mention.end == post.end and whole and fits(post.title, printed):
            return draft.key_of[r.tail]
    before = [i for i in draft.of_type("Institution") if draft.mentions[i].end == post.start]
    if before:
        return draft.key_of[before[-1]]
    here = draft.here.get(person, draft.locality)
    if not post.body:
        name = body_of_title(post.title, here)
        return draft.implied_institution(name) if name else _body_met_before(draft, post)
    if not _is_organ(post.body):
        return None
    return draft.implied_institution(canonical_institution(post.body, here, draft.institutions))


def _whole_title(draft: Draft, post: Post, body: str, bodies: Mapping[int, ScoredRelation]) -> str:
    """护理部主任 of 雷山县人民医院, where the network read the words between as part of the title."""
    for title, r in bodies.items():
        mention = draft.mentions[title]
        if mention.end == post.end and mention.start < post.start and draft.key_of[r.tail] == body:
            return re.sub(r"\s", "", mention.text)
    return post.title


def _body_met_before(draft: Draft, post: Post) -> str | None:
    """副检察长白雪 belongs to the court or office last named; 副主任孔令谦 where another 副主任 was before, or the one
    主任 of the article."""
    for i in reversed(draft.of_type("Institution")):
        key = draft.key_of[i]
        if draft.mentions[i].end <= post.start and belongs_to(post.title, draft.cast[key].name):
            return key
    held = [(c.qualifier, c.object) for c in draft.claims.values() if c.predicate == "HOLDS_ROLE"]
    earlier = [body for title, body in held if title == post.title]
    heads = {body for title, body in held if post.title in (f"副{title}", title.replace("书记", "成员"))}
    return earlier[-1] if earlier else heads.pop() if len(heads) == 1 else _assembly(draft, post.title)


def _assembly(draft: Draft, title: str) -> str | None:
    """黄连、苏木、韦驮三位委员 in an article that names one assembly are of that one."""
    kind = pairs("assemblies.tsv").get(title)
    names = {d.name for d in draft.cast.values() if d.type == "Institution" and kind and re.search(kind, d.name)}
    if title == "代表":
        names = {name.removesuffix("常委会") for name in names}
    return draft.implied_institution(names.pop()) if len(names) == 1 else None


def _claim_posts_of_network(
    draft: Draft, parsed: Collection[int], bodies: Mapping[int, ScoredRelation]
) -> dict[tuple[int, int], Fact]:
    """(person, title) -> what was claimed."""
    stated: dict[tuple[int, int], Fact] = {}
    for r in draft.relations:
        if r.label != "HAS_TITLE":
            continue
        if r.head in parsed and draft.mentions[r.tail].end <= draft.mentions[r.head].start:
            continue
        title = re.sub(r"\s", "", draft.mentions[r.tail].text)
        best = bodies.get(r.tail)
        if best is not None and fits(title, draft.mentions[best.tail].text):
            body, score, rule = draft.key_of[best.tail], min(r.score, best.score), "network"
        else:
            implied = body_of_title(title, draft.here.get(r.tail, draft.locality), _place_before(draft, r.tail))
            found = draft.implied_institution(implied) if implied else _assembly(draft, title)
            if found is None:
                continue
            body, score, rule = found, r.score, "implied body"
        fact = draft.claim(draft.key_of[r.head], "HOLDS_ROLE", body, title, score, rule, (r.head, r.tail))
        if fact:
            stated[r.head, r.tail] = fact
    return stated


def _place_before(draft: Draft, title: int) -> str:
    """The place printed right before a title: 泉庄镇|党委书记, 会泽县|县长."""
    start = draft.mentions[title].start
    near = [i for i in draft.of_type("Place") if 0 <= start - draft.mentions[i].end <= 1]
    return draft.cast[draft.key_of[near[-1]]].name if near else ""


def _cut_short(surface: str, body: str) -> bool:
    """Whether the network saw only the beginning of a body: 市人大常委 of 市人大常委会."""
    return len(body) > len(surface) and body.startswith(surface) and _is_organ(body)


def _is_organ(body: str) -> bool:
    """Whether words before a title name a body rather than a kind of people (青年|教师, 烈士家属|代表)."""
    return not names_people(body) and bool(split_areas(body)[0] or relative_word(body[:1]) or is_known_organ(body))
