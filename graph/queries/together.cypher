// title: Who stands closest: who attends the same events, how often
// title.zh: 与谁最近：常与谁一同参会，共几次
// example: 高发巧
// needs: person person whose company | 与谁一同
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
// note: To be named at the same event says that both were there, not that they met or are close. People come first,
// note: then bodies; of the events the newest 20 are named.
// note.zh: 同一活动中都被点名，只说明双方都在场，不说明有交往。先列人物，后列单位；活动只列最近 20 场。
MATCH (one:Person {id: $person})-[a:ATTENDED]->(event:Event)
WHERE $include_private OR NOT coalesce(one.private, false)
WITH event, a, coalesce(event.date, a.first_seen) AS day
WHERE ($since IS NULL OR coalesce(event.date, a.last_seen) >= $since) AND ($until IS NULL OR day <= $until)
WITH event, day, a ORDER BY coalesce(day, '') DESC, event.id, a.id
WITH event, day, collect(a)[0] AS a
// Whoever else was there is looked at once, not at each event: it is a thousand encounters, a hundred people.
MATCH (event)<-[b:ATTENDED]-(other)
WITH other, collect(DISTINCT event) AS events, min(day) AS first, max(day) AS last, max(b.confidence) AS confidence,
  collect(a)[..5] AS of_one, collect(b)[..5] AS of_other
WHERE other.id <> $person AND ($include_private OR NOT coalesce(other.private, false))
WITH other, size(events) AS times, events[..20] AS events, first, last, confidence, of_one, of_other,
  range(0, size(of_one) - 1) AS said
RETURN other.name AS who, head(labels(other)) AS type,
  COLLECT { MATCH (other)-[:HOLDS]->(post:Role) RETURN post.name ORDER BY post.name } AS posts,
  times, first, last, [event IN events | event.name] AS events, confidence, other.id AS who_id,
  [event IN events | event.id] AS events_id,
  reduce(all = [], x IN said | all + of_other[x].quotes[0] + of_one[x].quotes[0]) AS quotes,
  reduce(all = [], x IN said | all + of_other[x].articles[0] + of_one[x].articles[0]) AS articles
ORDER BY type DESC, times DESC, last DESC, who, who_id
