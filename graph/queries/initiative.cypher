// title: An initiative: who launched it, who carries it out, where
// title.zh: 举措概况：谁发起、谁实施、在哪里、有哪些活动
// example: 共享社·幸福里
// needs: initiative initiative which programme, campaign or plan | 哪项举措
// param: include_private flag let private people in | 包括普通群众
MATCH (topic:Initiative {id: $initiative})-[r:LAUNCHED|IMPLEMENTS|IMPLEMENTED_IN|ABOUT]-(other)
WHERE $include_private OR NOT coalesce(other.private, false)
WITH r, other, CASE type(r)
    WHEN 'LAUNCHED' THEN 'launched by' WHEN 'IMPLEMENTS' THEN 'implemented by'
    WHEN 'IMPLEMENTED_IN' THEN 'implemented in' ELSE 'topic of' END AS relation
RETURN relation, head(labels(other)) AS type, other.name AS name, other.date AS date,
  r.first_seen AS first_seen, r.last_seen AS last_seen, r.confidence AS confidence, other.id AS name_id,
  r.quotes AS quotes, r.articles AS articles
ORDER BY relation, coalesce(date, ''), name, name_id
