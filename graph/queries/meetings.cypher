// title: Which meetings and events a person attended
// title.zh: 某人参加了哪些会议和活动
// example: 高发巧
// needs: person person whose meetings | 谁的会议
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
// note: `date` is the day of the event, `reported` the day of the first paper that told of it.
// note.zh: 日期（date）是活动当天，见报（reported）是最早见报之日。
MATCH (who:Person {id: $person})-[a:ATTENDED]->(e:Event)
WHERE ($since IS NULL OR coalesce(e.date, a.last_seen) >= $since)
  AND ($until IS NULL OR coalesce(e.date, a.first_seen) <= $until)
  AND ($include_private OR NOT coalesce(who.private, false))
WITH e, a ORDER BY a.capacity, a.id
WITH e, collect(a) AS attended, min(a.first_seen) AS reported, max(a.confidence) AS confidence
WITH e, attended, reported, confidence,
  COLLECT { MATCH (body:Institution)-[:ORGANIZED]->(e) RETURN [body.name, body.id] ORDER BY body.name, body.id } AS bodies,
  COLLECT { MATCH (e)-[:HELD_AT]->(place) RETURN [place.name, place.id] ORDER BY place.name, place.id } AS sites,
  COLLECT { MATCH (e)-[:ABOUT]->(topic:Initiative) RETURN [topic.name, topic.id] ORDER BY topic.name, topic.id } AS topics
RETURN e.date AS date, e.name AS event, e.kind AS kind,
  [c IN ['chair', 'speaker', 'attendee'] WHERE any(a IN attended WHERE a.capacity = c)] AS capacity,
  [x IN bodies | x[0]] AS organizers, [x IN sites | x[0]] AS places, [x IN topics | x[0]] AS about, reported, confidence,
  e.id AS event_id, [x IN bodies | x[1]] AS organizers_id, [x IN sites | x[1]] AS places_id, [x IN topics | x[1]] AS about_id,
  reduce(all = [], a IN attended | all + a.quotes) AS quotes,
  reduce(all = [], a IN attended | all + a.articles) AS articles
ORDER BY coalesce(date, reported), event, event_id
