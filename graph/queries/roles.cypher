// title: Which posts a person holds, or who holds those of a body
// title.zh: 某人担任哪些职务，或某单位由谁任职
// example: 统战部 --on 2023-01-31
// needs: who person|institution person, or body whose posts | 姓名或单位
// param: on date as of this day, as 2023-01-31; default: then and now | 截至某日，如 2023-01-31；默认列出全部
// param: include_private flag let private people in | 包括普通群众
// note: `since` and `until` are stated in print; `first_seen` and `last_seen` are the first and last article that show
// note: the holder in office. "seen" is within these days, "presumed" after the last of them with no end stated,
// note: "succeeded" the same where another was seen at the post since, "ended" where an article says so.
// note.zh: 起（since）、止（until）为文中明说的任免时间，first_seen、last_seen 为最早与最近见报在任之日。
// note.zh: seen 表示在此期间，presumed 表示此后未见离任，succeeded 表示此后已见他人任此职，ended 表示文中明说已离任。
CALL {
  MATCH (holder:Person {id: $who})-[h:HOLDS]->(post:Role)-[:AT]->(i:Institution)
  RETURN holder, h, post, i
  UNION
  MATCH (i:Institution {id: $who})<-[:AT]-(post:Role)<-[h:HOLDS]-(holder:Person)
  RETURN holder, h, post, i
}
WITH holder, h, post, i, coalesce(h.since, h.first_seen) AS begin
WHERE ($include_private OR NOT coalesce(holder.private, false))
  AND ($on IS NULL OR (coalesce(begin <= $on, true) AND coalesce(h.until + '~' >= $on, true)
    AND (h.exit IS NULL OR h.until IS NOT NULL OR coalesce(h.gone_by > $on, true))))
OPTIONAL MATCH (post)<-[later:HOLDS]-(other:Person)
WHERE $on IS NOT NULL AND h.last_seen < $on AND other.id <> holder.id
  AND coalesce(later.since, later.first_seen) > h.last_seen AND coalesce(later.since, later.first_seen) <= $on
  AND NOT coalesce(post.shared, false)
WITH holder, h, post, i, begin, count(later) AS successors
RETURN holder.name AS who, h.title AS title, i.name AS body, h.since AS since, h.until AS until,
  h.first_seen AS first_seen, h.last_seen AS last_seen,
  CASE
    WHEN $on IS NULL AND h.exit IS NOT NULL THEN 'ended'
    WHEN successors > 0 THEN 'succeeded'
    WHEN $on IS NOT NULL AND coalesce(h.until, h.last_seen) < $on THEN 'presumed'
    ELSE 'seen'
  END AS status,
  h.confidence AS confidence, holder.id AS who_id, post.id AS post_id, i.id AS body_id, h.quotes AS quotes, h.articles AS articles
ORDER BY body, title, coalesce(begin, ''), who, who_id
