// title: Who attended which meeting
// title.zh: 谁参加了哪些会议
// param: meeting text part of the event's name | 活动名称中的字词
// param: person text name of the person, or part of it | 姓名或其中几个字
// param: institution text body that attended, or at which the person holds a post | 参会单位，或参会者任职的单位
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
MATCH (p)-[a:ATTENDED]->(e:Event)
WHERE ($meeting IS NULL OR e.name CONTAINS $meeting OR any(alias IN e.aliases WHERE alias CONTAINS $meeting))
  AND ($person IS NULL OR (p:Person AND (p.name CONTAINS $person OR any(alias IN p.aliases WHERE alias CONTAINS $person))))
  AND ($since IS NULL OR coalesce(e.date, a.last_seen) >= $since)
  AND ($until IS NULL OR coalesce(e.date, a.first_seen) <= $until)
  AND ($include_private OR NOT coalesce(p.private, false))
WITH p, e, a ORDER BY a.first_seen, a.capacity, a.id
WITH p, e, collect(a) AS attended
OPTIONAL MATCH (p)-[h:HOLDS]->(role:Role)-[:AT]->(body:Institution)
WITH p, e, attended, role, body, h ORDER BY role.name, role.id
WITH p, e, attended, collect({post: role.name, body: body.name, forms: body.aliases, articles: h.articles}) AS held
WHERE $institution IS NULL
   OR (p:Institution AND (p.name CONTAINS $institution OR any(alias IN p.aliases WHERE alias CONTAINS $institution)))
   OR any(post IN held WHERE post.body CONTAINS $institution OR any(alias IN post.forms WHERE alias CONTAINS $institution))
WITH p, e, attended, held, reduce(seen = [], a IN attended | seen + a.articles) AS articles
MATCH (told:Article {id: articles[0]})
RETURN e.name AS event, e.kind AS kind, e.date AS date, p.name AS who,
  [c IN ['chair', 'speaker', 'attendee'] WHERE any(a IN attended WHERE a.capacity = c)] AS capacity,
  [post IN held WHERE any(x IN post.articles WHERE x IN articles) | post.post] AS posts,
  attended[0].quotes[0] AS evidence, told.title AS article, told.published AS published, told.source AS source,
  e.id AS event_id, p.id AS who_id
ORDER BY date, event, event_id, who, who_id
