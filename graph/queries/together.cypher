// title: Who attends together with a person, and how often
// title.zh: 某人常与谁一同参会
// needs: person person whose company | 与谁一同
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
// note: To be named at the same event says that two people were there, not that they met or are close.
// note.zh: 同一活动中都被点名，只说明两人都在场，不说明有交往。
MATCH (one:Person {id: $person})-[a:ATTENDED]->(event:Event)<-[b:ATTENDED]-(other:Person)
WHERE other.id <> $person
  AND ($since IS NULL OR coalesce(event.date, a.last_seen) >= $since)
  AND ($until IS NULL OR coalesce(event.date, a.first_seen) <= $until)
  AND ($include_private OR NOT (coalesce(one.private, false) OR coalesce(other.private, false)))
WITH other, event, a, b ORDER BY b.capacity, b.id, a.capacity, a.id
WITH other, event, min(coalesce(event.date, b.first_seen)) AS day, max(b.confidence) AS confidence,
  collect(b.quotes[0]) + collect(a.quotes[0]) AS said, collect(b.articles[0]) + collect(a.articles[0]) AS told
ORDER BY day, event.name, event.id
WITH other, count(event) AS times, min(day) AS first, max(day) AS last, collect(event.name) AS events, collect(event.id) AS events_id,
  max(confidence) AS confidence, collect(said)[..10] AS said, collect(told)[..10] AS told
RETURN other.name AS who,
  COLLECT { MATCH (other)-[:HOLDS]->(post:Role) RETURN post.name ORDER BY post.name } AS posts,
  times, first, last, events, confidence, other.id AS who_id, events_id,
  reduce(all = [], x IN said | all + x) AS quotes, reduce(all = [], x IN told | all + x) AS articles
ORDER BY times DESC, last DESC, who, who_id
