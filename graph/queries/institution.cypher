// title: A body: its people, parts, parent, events, initiatives
// title.zh: 单位概况：人员、下属、上级、活动、举措
// example: 句容市委统战部
// needs: institution institution which body | 哪个单位
// param: include_private flag let private people in | 包括普通群众
MATCH (body:Institution {id: $institution})
CALL {
  WITH body
  MATCH (body)<-[:AT]-(post:Role)<-[r:HOLDS]-(other:Person)
  RETURN other, r, 'post' AS relation, coalesce(r.title, post.title) AS detail
  UNION ALL
  WITH body
  MATCH (body)-[r:PART_OF|BASED_IN|ORGANIZED|ATTENDED|LAUNCHED|IMPLEMENTS|VISITED|COOPERATES_WITH|SUCCEEDED_BY|CHANGED]->(other)
  RETURN other, r, CASE type(r)
    WHEN 'PART_OF' THEN 'part of' WHEN 'BASED_IN' THEN 'based in' WHEN 'ORGANIZED' THEN 'organized'
    WHEN 'ATTENDED' THEN 'attended' WHEN 'LAUNCHED' THEN 'launched' WHEN 'IMPLEMENTS' THEN 'implements'
    WHEN 'VISITED' THEN 'visited' WHEN 'SUCCEEDED_BY' THEN 'became' WHEN 'CHANGED' THEN r.change
    ELSE 'cooperates with' END AS relation, CASE type(r) WHEN 'SUCCEEDED_BY' THEN r.change ELSE r.capacity END AS detail
  UNION ALL
  WITH body
  MATCH (body)<-[r:PART_OF|VISITED|COOPERATES_WITH|AFFILIATED_WITH|HELD_AT|SUCCEEDED_BY]-(other)
  RETURN other, r, CASE type(r)
    WHEN 'PART_OF' THEN 'has part' WHEN 'VISITED' THEN 'visited by' WHEN 'COOPERATES_WITH' THEN 'cooperates with'
    WHEN 'AFFILIATED_WITH' THEN 'has member' WHEN 'SUCCEEDED_BY' THEN 'formerly' ELSE 'hosted' END AS relation,
    CASE type(r) WHEN 'SUCCEEDED_BY' THEN r.change ELSE r.capacity END AS detail
}
WITH relation, detail, other, r
WHERE $include_private OR NOT coalesce(other.private, false)
RETURN relation, head(labels(other)) AS type, other.name AS name, detail, other.date AS date,
  r.since AS since, r.until AS until, r.corrected AS corrected, r.first_seen AS first_seen, r.last_seen AS last_seen, r.confidence AS confidence, other.id AS name_id,
  r.quotes AS quotes, r.articles AS articles
ORDER BY relation, coalesce(date, ''), name, detail, name_id
