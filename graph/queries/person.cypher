// title: A person: posts, bodies, events, visits, initiatives
// title.zh: 人物概况：职务、所属、活动、走访、举措、稿件
// example: 高发巧
// needs: person person who | 谁
// param: include_private flag let private people in | 包括普通群众
MATCH (who:Person {id: $person})
WHERE $include_private OR NOT coalesce(who.private, false)
CALL {
  WITH who
  MATCH (who)-[r:HOLDS]->(post:Role)-[:AT]->(other:Institution)
  RETURN r, other, 'post' AS relation, coalesce(r.title, post.title) AS detail
  UNION ALL
  WITH who
  MATCH (who)-[r:AFFILIATED_WITH|ATTENDED|LAUNCHED|IMPLEMENTS|VISITED|REPORTED]->(other)
  RETURN r, other, CASE type(r)
    WHEN 'AFFILIATED_WITH' THEN 'affiliated with' WHEN 'ATTENDED' THEN 'attended' WHEN 'LAUNCHED' THEN 'launched'
    WHEN 'IMPLEMENTS' THEN 'implements' WHEN 'VISITED' THEN 'visited' ELSE 'reported' END AS relation,
    r.capacity AS detail
}
RETURN relation, head(labels(other)) AS type, other.name AS name, detail, coalesce(other.date, other.published) AS date,
  r.since AS since, r.until AS until, r.corrected AS corrected, r.first_seen AS first_seen, r.last_seen AS last_seen, r.confidence AS confidence,
  other.id AS name_id, r.quotes AS quotes, r.articles AS articles
ORDER BY relation, coalesce(date, first_seen, ''), name, detail, name_id
