// title: Who attended which meeting, by meeting, person or body
// title.zh: 谁参加了哪些会议：按会议、人物或单位查
// example: --meeting 统战
// one of: meeting person institution
// param: meeting event+ words of its name; all events that have them are listed | 名称中的字词，列出所有含此字词的活动
// param: person person who was there | 参会者
// param: institution institution body that attended, or at which those who did hold a post | 参会单位，或参会者任职的单位
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
// note: `capacity` is what the article states: chair, speaker or attendee. Where no row says chair, no article says who
// note: chaired.
// note.zh: 身份以文章所述为准：主持、讲话或参加。没有“主持”一行，即文中未说由谁主持。
CALL {
  UNWIND CASE WHEN $person IS NULL THEN [] ELSE [$person] END AS id
  MATCH (p:Person {id: id})-[a:ATTENDED]->(e:Event) RETURN p, a, e
  UNION
  UNWIND CASE WHEN $person IS NULL AND $meeting IS NOT NULL THEN $meeting ELSE [] END AS id
  MATCH (e:Event {id: id})<-[a:ATTENDED]-(p) RETURN p, a, e
  UNION
  UNWIND CASE WHEN $person IS NULL AND $meeting IS NULL AND $institution IS NOT NULL THEN [$institution] ELSE [] END AS id
  MATCH (p:Institution {id: id})-[a:ATTENDED]->(e:Event) RETURN p, a, e
  UNION
  UNWIND CASE WHEN $person IS NULL AND $meeting IS NULL AND $institution IS NOT NULL THEN [$institution] ELSE [] END AS id
  MATCH (:Institution {id: id})<-[:AT]-(:Role)<-[:HOLDS]-(p:Person)-[a:ATTENDED]->(e:Event) RETURN p, a, e
}
WITH p, a, e
WHERE ($meeting IS NULL OR e.id IN $meeting)
  AND ($since IS NULL OR coalesce(e.date, a.last_seen) >= $since)
  AND ($until IS NULL OR coalesce(e.date, a.first_seen) <= $until)
  AND ($include_private OR NOT coalesce(p.private, false))
WITH p, a, e ORDER BY a.first_seen, a.capacity, a.id
WITH p, collect({event: e, a: a}) AS all
WITH p, all, COLLECT {
  MATCH (p)-[h:HOLDS]->(role:Role)-[:AT]->(body:Institution)
  RETURN {post: role.name, body: body.id, articles: h.articles} ORDER BY role.name, role.id
} AS held
WHERE $institution IS NULL OR p.id = $institution OR any(post IN held WHERE post.body = $institution)
UNWIND all AS one
WITH p, held, one.event AS e, collect(one.a) AS attended
WITH p, held, e, attended, reduce(all = [], a IN attended | all + a.quotes) AS quotes,
  reduce(all = [], a IN attended | all + a.articles) AS articles
RETURN e.name AS event, e.kind AS kind, e.date AS date, p.name AS who, head(labels(p)) AS type,
  [c IN ['chair', 'speaker', 'attendee'] WHERE any(a IN attended WHERE a.capacity = c)] AS capacity,
  [post IN held WHERE any(x IN post.articles WHERE x IN articles) | post.post] AS posts,
  reduce(most = 0.0, a IN attended | CASE WHEN a.confidence > most THEN a.confidence ELSE most END) AS confidence,
  e.id AS event_id, p.id AS who_id, quotes, articles
ORDER BY date, event, event_id, CASE capacity[0] WHEN 'chair' THEN 0 WHEN 'speaker' THEN 1 ELSE 2 END, who, who_id
