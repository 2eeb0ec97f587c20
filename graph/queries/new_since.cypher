// title: What was first reported since a day, newest first
// title.zh: 某日以来的新消息，由新到旧
// needs: since date first day of publication, as 2023-01-31 | 起始见报日期，如 2023-01-31
// param: until date last day of publication | 截止见报日期
// param: include_private flag let private people in | 包括普通群众
// example: 2023-01-31
// note: The newest 500 articles of that time are read; for more, ask for shorter times with --until.
// note.zh: 只读取该时段内最新的 500 篇文章；如需更多，请用 --until 分段查询。
MATCH (article:Article)
WHERE article.published >= $since
WITH article
WHERE $until IS NULL OR article.published <= $until
WITH article ORDER BY article.published DESC, article.id LIMIT 500
UNWIND [(article)<-[:MENTIONED_IN]-(one) | one] AS one
WITH DISTINCT one
// Each relationship from the end that has few of its kind: a busy person need not be looked through.
UNWIND CASE
  WHEN one:Person THEN [(one)-[r:HOLDS|AFFILIATED_WITH]->() WHERE r.first_seen >= $since | r]
  WHEN one:Event THEN [(one)-[r:ATTENDED|ORGANIZED|HELD_AT|ABOUT]-() WHERE r.first_seen >= $since | r]
  WHEN one:Initiative THEN [(one)-[r:LAUNCHED|IMPLEMENTS|IMPLEMENTED_IN]-() WHERE r.first_seen >= $since | r]
  ELSE [(one)<-[r:VISITED]-() WHERE r.first_seen >= $since | r]
    + [(one)-[r:COOPERATES_WITH|PART_OF]->() WHERE r.first_seen >= $since | r]
  END AS r
WITH r, startNode(r) AS one, endNode(r) AS other
WHERE ($until IS NULL OR r.first_seen <= $until)
  AND ($include_private OR NOT (coalesce(one.private, false) OR coalesce(other.private, false)))
RETURN r.first_seen AS published, one.name AS who,
  {HOLDS: 'post', ATTENDED: 'attended', ORGANIZED: 'organized', HELD_AT: 'held at', ABOUT: 'about', LAUNCHED: 'launched',
   IMPLEMENTS: 'implements', IMPLEMENTED_IN: 'implemented in', AFFILIATED_WITH: 'affiliated with', VISITED: 'visited',
   COOPERATES_WITH: 'cooperates with', PART_OF: 'part of'}[type(r)] AS relation, other.name AS what,
  coalesce(r.title, r.capacity) AS detail, r.confidence AS confidence, one.id AS who_id, other.id AS what_id,
  r.quotes AS quotes, r.articles AS articles
ORDER BY published DESC, who, relation, what, detail, who_id, what_id
