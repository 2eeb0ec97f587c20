// title: Who attended which meeting
// title.zh: 谁参加了哪些会议
// param: meeting text part of the event's name | 活动名称中的字词
// param: person text name of the person, or part of it | 姓名或其中几个字
// param: institution text body that attended, or at which the person holds a post | 参会单位，或参会者任职的单位
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
MATCH (who)-[a:ATTENDED]->(event:Event)
WHERE ($meeting IS NULL OR event.name CONTAINS $meeting OR any(alias IN event.aliases WHERE alias CONTAINS $meeting))
  AND ($person IS NULL OR (who:Person AND (who.name CONTAINS $person OR any(alias IN who.aliases WHERE alias CONTAINS $person))))
  AND ($include_private OR NOT coalesce(who.private, false))
  AND ($since IS NULL OR coalesce(event.date, a.last_seen) >= $since)
  AND ($until IS NULL OR coalesce(event.date, a.first_seen) <= $until)
WITH who, event, collect(a) AS attended
OPTIONAL MATCH (who)-[h:HOLDS]->(role:Role)-[:AT]->(body:Institution)
WITH who, event, attended, role, body, h ORDER BY role.name
WITH who, event, attended, collect({post: role.name, body: body.name, forms: body.aliases, articles: h.articles}) AS posts
WHERE $institution IS NULL
   OR (who:Institution AND (who.name CONTAINS $institution OR any(alias IN who.aliases WHERE alias CONTAINS $institution)))
   OR any(p IN posts WHERE p.body CONTAINS $institution OR any(alias IN p.forms WHERE alias CONTAINS $institution))
WITH who, event, attended, posts, reduce(seen = [], a IN attended | seen + a.articles) AS articles
MATCH (article:Article {id: articles[0]})
RETURN event.name AS event, event.kind AS kind, event.date AS date, who.name AS who,
  [c IN ['chair', 'speaker', 'attendee'] WHERE any(a IN attended WHERE a.capacity = c)] AS capacity,
  [p IN posts WHERE any(x IN p.articles WHERE x IN articles) | p.post] AS posts,
  attended[0].quotes[0] AS evidence, article.title AS article, article.published AS published, article.source AS source
ORDER BY date, event, who
