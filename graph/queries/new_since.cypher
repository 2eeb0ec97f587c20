// title: What was first reported since a day
// title.zh: 某日以来的新消息
// needs: since date first day of publication, as 2023-01-31 | 起始见报日期，如 2023-01-31
// param: until date last day of publication | 截止见报日期
// param: include_private flag let private people in | 包括普通群众
MATCH (article:Article)
WHERE article.published >= $since AND ($until IS NULL OR article.published <= $until)
MATCH (article)<-[:MENTIONED_IN]-(one)-[r:HOLDS|ATTENDED|ORGANIZED|HELD_AT|ABOUT|LAUNCHED|IMPLEMENTS|IMPLEMENTED_IN|AFFILIATED_WITH|VISITED|COOPERATES_WITH|PART_OF]->(other)
WHERE r.first_seen >= $since AND article.id IN r.articles
  AND ($include_private OR NOT (coalesce(one.private, false) OR coalesce(other.private, false)))
WITH DISTINCT one, r, other
WHERE $until IS NULL OR r.first_seen <= $until
RETURN r.first_seen AS published, one.name AS who, type(r) AS relation, other.name AS what,
  coalesce(r.title, r.capacity) AS detail, r.confidence AS confidence, one.id AS who_id, other.id AS what_id,
  r.quotes AS quotes, r.articles AS articles
ORDER BY published, who, relation, what, detail, who_id, what_id
