// title: Which meetings and events a person attended
// title.zh: 某人参加了哪些会议和活动
// needs: person person whose meetings | 谁的会议
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
// note: `date` is the day of the event, `reported` the day of the first paper that told of it.
// note.zh: date 是活动当天，reported 是最早见报之日。
MATCH (who:Person {id: $person})-[a:ATTENDED]->(e:Event)
WHERE ($since IS NULL OR coalesce(e.date, a.last_seen) >= $since)
  AND ($until IS NULL OR coalesce(e.date, a.first_seen) <= $until)
  AND ($include_private OR NOT coalesce(who.private, false))
WITH e, collect(a) AS attended, min(a.first_seen) AS reported, max(a.confidence) AS confidence
RETURN e.date AS date, e.name AS event, e.kind AS kind,
  [c IN ['chair', 'speaker', 'attendee'] WHERE any(a IN attended WHERE a.capacity = c)] AS capacity,
  COLLECT { MATCH (body:Institution)-[:ORGANIZED]->(e) RETURN body.name ORDER BY body.name, body.id } AS organizers,
  COLLECT { MATCH (e)-[:HELD_AT]->(place) RETURN place.name ORDER BY place.name, place.id } AS places,
  COLLECT { MATCH (e)-[:ABOUT]->(topic:Initiative) RETURN topic.name ORDER BY topic.name, topic.id } AS about,
  reported, confidence, e.id AS event_id,
  COLLECT { MATCH (body:Institution)-[:ORGANIZED]->(e) RETURN body.id ORDER BY body.name, body.id } AS organizers_id,
  COLLECT { MATCH (e)-[:HELD_AT]->(place) RETURN place.id ORDER BY place.name, place.id } AS places_id,
  COLLECT { MATCH (e)-[:ABOUT]->(topic:Initiative) RETURN topic.id ORDER BY topic.name, topic.id } AS about_id,
  reduce(all = [], a IN attended | all + a.quotes) AS quotes,
  reduce(all = [], a IN attended | all + a.articles) AS articles
ORDER BY coalesce(e.date, reported), event, event_id
