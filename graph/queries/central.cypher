// title: Who stands at the centre, and which circles form
// title.zh: 谁居于中心，形成了哪些圈子
// example: --place 句容市
// param: place place only events held there or in places inside it | 仅限某地（含所辖地方）的活动
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
// note: Two people are linked where the same event names both. `met`: to how many others. `between`: 0 to 1, the share of
// note: shortest ways between others that lead through this person. `circle`: people linked more with one another than
// note: with the rest, 1 the largest. All of it shows who is printed together, not who has power. In Neo4j Browser this
// note: query lists the events from which the figures are made.
// note.zh: 同一活动中都被点名即为相连。相连人数（met）：与多少人相连；居间程度（between）：0 到 1，他人之间的最短路径有多大份额经过此人；
// note.zh: 圈子（circle）：彼此联系多于与外界联系的一群人，1 为最大。这些数字只反映谁与谁同时见报，不等于权力大小。
CALL {
  UNWIND CASE WHEN $place IS NULL THEN [1] ELSE [] END AS everywhere
  MATCH (event:Event) RETURN event
  UNION
  MATCH (:Place {id: $place})<-[:LOCATED_IN*0..4]-(:Place)<-[:HELD_AT]-(event:Event) RETURN event
}
WITH event
WHERE ($since IS NULL OR event.date >= $since) AND ($until IS NULL OR event.date <= $until)
WITH event, [(event)<-[:ATTENDED]-(who:Person) WHERE $include_private OR NOT coalesce(who.private, false) | who.id] AS present
WHERE size(present) > 1
RETURN event.date AS date, event.name AS event,
  COLLECT {
    MATCH (event)<-[:ATTENDED]-(who:Person) WHERE $include_private OR NOT coalesce(who.private, false)
    WITH DISTINCT who ORDER BY who.name, who.id RETURN who.name
  } AS people, event.id AS event_id
ORDER BY date, event, event_id
