// title: What happened with anyone or anything, by date
// title.zh: 任何人和事物的时间线
// example: 高发巧 --since 2023-01-31
// needs: entity entity person, body, place, event or initiative | 人、单位、地方、活动或举措
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
// note: `dating` says what the date is: "event" the day it happened, "stated" a day the text gives, "reported" the day of
// note: the first paper that told of it.
// note.zh: 日期依据（dating）：event 为发生当天，stated 为文中所述，reported 为最早见报之日。
CALL {
  MATCH (it:Person {id: $entity}) RETURN it
  UNION
  MATCH (it:Institution {id: $entity}) RETURN it
  UNION
  MATCH (it:Place {id: $entity}) RETURN it
  UNION
  MATCH (it:Event {id: $entity}) RETURN it
  UNION
  MATCH (it:Initiative {id: $entity}) RETURN it
}
CALL {
  WITH it
  MATCH (it)-[r:HOLDS|ATTENDED|ORGANIZED|HELD_AT|ABOUT|LAUNCHED|IMPLEMENTS|IMPLEMENTED_IN|VISITED|COOPERATES_WITH|REPORTED]->(other)
  RETURN r, other, CASE type(r)
    WHEN 'HOLDS' THEN 'post' WHEN 'ATTENDED' THEN 'attended' WHEN 'ORGANIZED' THEN 'organized'
    WHEN 'HELD_AT' THEN 'held at' WHEN 'ABOUT' THEN 'about' WHEN 'LAUNCHED' THEN 'launched'
    WHEN 'IMPLEMENTS' THEN 'implements' WHEN 'IMPLEMENTED_IN' THEN 'implemented in' WHEN 'VISITED' THEN 'visited'
    WHEN 'COOPERATES_WITH' THEN 'cooperates with' ELSE 'reported' END AS relation
  UNION ALL
  WITH it
  MATCH (it)<-[r:ATTENDED|ORGANIZED|HELD_AT|ABOUT|LAUNCHED|IMPLEMENTS|IMPLEMENTED_IN|VISITED|COOPERATES_WITH]-(other)
  RETURN r, other, CASE type(r)
    WHEN 'ATTENDED' THEN 'attended by' WHEN 'ORGANIZED' THEN 'organized by' WHEN 'HELD_AT' THEN 'hosted'
    WHEN 'ABOUT' THEN 'topic of' WHEN 'LAUNCHED' THEN 'launched by' WHEN 'IMPLEMENTS' THEN 'implemented by'
    WHEN 'IMPLEMENTED_IN' THEN 'implements' WHEN 'VISITED' THEN 'visited by' ELSE 'cooperates with' END AS relation
  UNION ALL
  WITH it
  MATCH (it)<-[:AT]-(:Role)<-[r:HOLDS]-(other:Person)
  RETURN r, other, 'has member' AS relation
}
WITH r, other, relation, coalesce(it.date, other.date) AS day
WITH r, other, relation, coalesce(day, r.since, r.first_seen) AS date,
  CASE WHEN day IS NOT NULL THEN 'event' WHEN r.since IS NOT NULL THEN 'stated' ELSE 'reported' END AS dating
WHERE ($include_private OR NOT coalesce(other.private, false))
  AND ($since IS NULL OR date >= $since) AND ($until IS NULL OR date <= $until)
RETURN date, CASE WHEN date IS NULL THEN NULL ELSE dating END AS dating, relation, head(labels(other)) AS type,
  other.name AS name, coalesce(r.title, r.capacity) AS detail, r.confidence AS confidence, other.id AS name_id,
  r.quotes AS quotes, r.articles AS articles
ORDER BY coalesce(date, '9999'), relation, name, detail, name_id
