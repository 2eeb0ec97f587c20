// title: In which articles anyone or anything is named, and how
// title.zh: 在哪些文章中被提到、如何称呼
// example: 高发巧
// needs: entity entity person, body, place, event or initiative | 人、单位、地方、活动或举措
// param: since date first day of publication, as 2023-01-31 | 起始见报日期，如 2023-01-31
// param: until date last day of publication | 截止见报日期
// param: include_private flag let private people in | 包括普通群众
CALL {
  MATCH (who:Person {id: $entity})-[r:MENTIONED_IN]->(a:Article)
  WHERE $include_private OR NOT coalesce(who.private, false)
  RETURN r, a
  UNION
  MATCH (:Institution {id: $entity})-[r:MENTIONED_IN]->(a:Article) RETURN r, a
  UNION
  MATCH (:Place {id: $entity})-[r:MENTIONED_IN]->(a:Article) RETURN r, a
  UNION
  MATCH (:Event {id: $entity})-[r:MENTIONED_IN]->(a:Article) RETURN r, a
  UNION
  MATCH (:Initiative {id: $entity})-[r:MENTIONED_IN]->(a:Article) RETURN r, a
}
WITH r, a
WHERE ($since IS NULL OR a.published >= $since) AND ($until IS NULL OR a.published <= $until)
RETURN a.published AS published, a.publication AS publication, a.title AS title, r.forms AS forms, a.source AS source,
  a.id AS title_id, r.quotes AS quotes, r.articles AS articles
ORDER BY coalesce(published, '9999'), title, title_id
