// title: What does not go together: two people at one post at once, one person at two places on one day
// title.zh: 互相矛盾之处：两人同时担任同一职务，一人同日身在两地
// param: entity person|institution only of this person, or the posts of this body | 仅限某人，或某单位的职务
// param: include_private flag let private people in | 包括普通群众
// note: A conflict may be a slip in print or in reading, two people of one name, or true: read the sentences. Posts that
// note: many hold at once (deputies, members, delegates) and places in one
// note: county or city are not compared.
// note.zh: 矛盾可能是排印或识别之误、同名之人，也可能属实，请读原句。副职、委员、代表等可由多人同时担任，同一县市内的地方一日可至，均不作比较。
CALL {
  MATCH (body:Institution) WHERE $entity IS NULL RETURN body
  UNION
  MATCH (body:Institution {id: $entity}) RETURN body
  UNION
  MATCH (:Person {id: $entity})-[:HOLDS]->(:Role)-[:AT]->(body:Institution) RETURN body
}
CALL {
  WITH body
  MATCH (body)<-[:AT]-(post:Role)<-[a:HOLDS]-(one:Person)
  WHERE NOT post.title CONTAINS '副' AND none(many IN ['委员', '常委', '代表', '成员', '会员', '党员', '干部', '科员', '主任科员', '顾问', '组员']
    WHERE post.title ENDS WITH many)
  MATCH (post)<-[b:HOLDS]-(two:Person)
  WHERE one.id < two.id AND ($include_private OR NOT (coalesce(one.private, false) OR coalesce(two.private, false)))
    AND coalesce(a.since, a.first_seen) <= coalesce(b.until, b.last_seen)
    AND coalesce(b.since, b.first_seen) <= coalesce(a.until, a.last_seen)
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
  MATCH (who:Person) WHERE $entity IS NULL RETURN who
  UNION
  MATCH (who:Person {id: $entity}) RETURN who
}
WITH who WHERE $include_private OR NOT coalesce(who.private, false)
MATCH (who)-[a:ATTENDED]->(event:Event)-[:HELD_AT]->(place:Place)
WHERE event.date IS NOT NULL
WITH who, event.date AS day, collect({event: event, place: place, a: a}) AS stays
WHERE size(stays) > 1
UNWIND stays AS first
UNWIND stays AS second
WITH who, day, first.event AS one, first.place AS here, first.a AS a, second.event AS two, second.place AS there, second.a AS b
WHERE one.id < two.id AND here.id <> there.id
  AND NOT EXISTS { (here)-[:LOCATED_IN*1..4]->(there) } AND NOT EXISTS { (there)-[:LOCATED_IN*1..4]->(here) }
  AND NOT EXISTS { MATCH (here)-[:LOCATED_IN*1..3]->(area:Place)<-[:LOCATED_IN*1..3]-(there) WHERE NOT area.name ENDS WITH '省' }
WITH who, day, one, two, here, there, a, b ORDER BY a.id, b.id
WITH who, day, one, two, min(here.name) AS here, min(there.name) AS there, collect(a)[0] AS a, collect(b)[0] AS b
RETURN 'place' AS conflict, day AS date, who.name AS who, one.name + ' (' + here + ')' AS what,
  two.name + ' (' + there + ')' AS other, who.id AS who_id, one.id AS what_id, two.id AS other_id,
  a.quotes + b.quotes AS quotes, a.articles + b.articles AS articles
