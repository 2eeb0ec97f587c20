// title: What contradicts itself: two at one post, one at two places
// title.zh: 互相矛盾之处：两人同时担任同一职务，一人同日身在两地
// example: --entity 高发巧
// param: entity person|institution only of this person, or the posts of this body | 仅限某人，或某单位的职务
// param: include_private flag let private people in | 包括普通群众
// note: Two people at one post at once, one person at two places on one day. A conflict may be a slip in print or in reading, two people of one name, or true: read the sentences. Posts that
// note: many hold at once (deputies, members, delegates) and places in one county or
// note: city are not compared.
// note.zh: 矛盾可能是排印或识别之误、同名之人，也可能属实，请读原句。副职、委员、代表等可由多人同时担任，同一县市内的地方一日可至，均不作比较。
CALL {
  UNWIND CASE WHEN $entity IS NULL THEN [1] ELSE [] END AS everybody
  MATCH (body:Institution) RETURN body
  UNION
  MATCH (body:Institution {id: $entity}) RETURN body
  UNION
  MATCH (:Person {id: $entity})-[:HOLDS]->(:Role)-[:AT]->(body:Institution) RETURN body
}
CALL {
  WITH body
  MATCH (body)<-[:AT]-(post:Role)<-[a:HOLDS]-(one:Person)
  WHERE NOT coalesce(post.shared, false)
  MATCH (post)<-[b:HOLDS]-(two:Person)
  WHERE one.id < two.id AND ($include_private OR NOT (coalesce(one.private, false) OR coalesce(two.private, false)))
    AND coalesce(coalesce(a.since, a.first_seen) < b.until, coalesce(a.since, a.first_seen) <= b.last_seen)
    AND coalesce(coalesce(b.since, b.first_seen) < a.until, coalesce(b.since, b.first_seen) <= a.last_seen)
  RETURN 'post' AS conflict, one, two.name AS other, two.id AS other_id, post.name AS what, post.id AS what_id, a, b,
    CASE WHEN coalesce(a.since, a.first_seen) < coalesce(b.since, b.first_seen)
      THEN coalesce(b.since, b.first_seen) ELSE coalesce(a.since, a.first_seen) END AS date
}
WITH conflict, date, one, what, other, one.id AS who_id, what_id, other_id, a, b
WHERE true
RETURN conflict, date, one.name AS who, what, other, who_id, what_id, other_id,
  a.quotes + b.quotes AS quotes, a.articles + b.articles AS articles
UNION
CALL {
  UNWIND CASE WHEN $entity IS NULL THEN [1] ELSE [] END AS everybody
  MATCH (who:Person) RETURN who
  UNION
  MATCH (who:Person {id: $entity}) RETURN who
}
WITH who WHERE $include_private OR NOT coalesce(who.private, false)
MATCH (who)-[a:ATTENDED]->(event:Event)
WHERE event.date IS NOT NULL
WITH who, event.date AS day, collect({event: event, a: a}) AS stays
WHERE size(stays) > 1
UNWIND stays AS first
UNWIND stays AS second
WITH who, day, first.event AS one, first.a AS a, second.event AS two, second.a AS b
WHERE one.id < two.id
MATCH (one)-[:HELD_AT]->(here:Place)
MATCH (two)-[:HELD_AT]->(there:Place)
WITH who, day, one, here, a, two, there, b
WHERE here.id <> there.id
WITH who, day, one, here, a, two, there, b, [here] + [(here)-[:LOCATED_IN*1..4]->(area:Place) | area] AS around,
  [there.id] + [(there)-[:LOCATED_IN*1..4]->(area:Place) | area.id] AS about
WHERE none(area IN around WHERE area.id IN about AND (NOT area.name ENDS WITH '省' OR area.id IN [here.id, there.id]))
WITH who, day, one, two, here, there, a, b ORDER BY a.id, b.id
WITH who, day, one, two, min(here.name) AS here, min(there.name) AS there, collect(a)[0] AS a, collect(b)[0] AS b
RETURN 'place' AS conflict, day AS date, who.name AS who, one.name + ' (' + here + ')' AS what,
  two.name + ' (' + there + ')' AS other, who.id AS who_id, one.id AS what_id, two.id AS other_id,
  a.quotes + b.quotes AS quotes, a.articles + b.articles AS articles
