// title: A place: bodies, events, initiatives, visits, people there
// title.zh: 地方概况（含所辖地方）：单位、活动、举措、走访、人物
// example: 水头镇
// needs: place place which place | 哪个地方
// param: exactly flag leave out what happens in places inside it | 不含所辖地方
// param: include_private flag let private people in | 包括普通群众
MATCH (here:Place {id: $place})
CALL {
  WITH here
  RETURN here AS spot
  UNION
  WITH here
  MATCH (here)<-[:LOCATED_IN*1..4]-(spot:Place)
  WHERE NOT $exactly
  RETURN spot
}
CALL {
  WITH spot
  MATCH (spot)<-[r:BASED_IN|HELD_AT|IMPLEMENTED_IN|VISITED|AFFILIATED_WITH|LOCATED_IN|SUCCEEDED_BY]-(other)
  RETURN r, other, CASE type(r)
    WHEN 'BASED_IN' THEN 'seat of' WHEN 'HELD_AT' THEN 'hosted' WHEN 'IMPLEMENTED_IN' THEN 'implements'
    WHEN 'VISITED' THEN 'visited by' WHEN 'AFFILIATED_WITH' THEN 'has member' WHEN 'SUCCEEDED_BY' THEN 'formerly'
    ELSE 'contains' END AS relation
  UNION ALL
  WITH spot
  MATCH (spot)-[r:LAUNCHED|LOCATED_IN|SUCCEEDED_BY|CHANGED]->(other)
  RETURN r, other, CASE type(r)
    WHEN 'LAUNCHED' THEN 'launched' WHEN 'SUCCEEDED_BY' THEN 'became' WHEN 'CHANGED' THEN r.change
    ELSE 'located in' END AS relation
}
WITH here, spot, r, other, relation
WHERE ($include_private OR NOT coalesce(other.private, false))
  AND (spot = here OR NOT (relation = 'located in' OR type(r) IN ['SUCCEEDED_BY', 'CHANGED']))
RETURN relation, head(labels(other)) AS type, other.name AS name,
  CASE type(r) WHEN 'SUCCEEDED_BY' THEN r.change ELSE r.capacity END AS detail, spot.name AS place,
  other.date AS date, r.since AS since, r.until AS until, r.first_seen AS first_seen, r.last_seen AS last_seen,
  r.confidence AS confidence, other.id AS name_id, spot.id AS place_id, r.quotes AS quotes, r.articles AS articles
ORDER BY relation, coalesce(date, ''), name, place, name_id
