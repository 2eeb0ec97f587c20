// title: Everyone who held a post, in order of time
// title.zh: 历任某职务的人，按时间先后
// example: 句容市委统战部部长
// needs: post post the body with the title: 云河市委统战部部长 | 单位加职务，如：云河市委统战部部长
// param: include_private flag let private people in | 包括普通群众
// note: `since` and `until` are stated, `first_seen` and `last_seen` are what was printed; `gap` are days before a holder
// note: of which nothing in print says who held the post.
// note.zh: 起（since）、止（until）为文中明说，first_seen、last_seen 为见报之日；空档（gap）为此前无人见报在任的时段。
MATCH (role:Role {id: $post})<-[h:HOLDS]-(holder:Person)
WHERE $include_private OR NOT coalesce(holder.private, false)
WITH role, holder, h, coalesce(h.since, h.first_seen, h.until) AS begin
OPTIONAL MATCH (role)<-[earlier:HOLDS]-(other:Person)
WHERE earlier.id <> h.id AND coalesce(earlier.since, earlier.first_seen, earlier.until) < begin
  AND ($include_private OR NOT coalesce(other.private, false))
WITH role, holder, h, begin, max(coalesce(earlier.until, earlier.last_seen)) AS before
RETURN holder.name AS who, h.title AS title, h.since AS since, h.until AS until,
  h.first_seen AS first_seen, h.last_seen AS last_seen,
  CASE WHEN before < begin THEN before + '/' + begin END AS gap, role.name AS post, h.count AS times,
  h.confidence AS confidence, holder.id AS who_id, h.quotes AS quotes, h.articles AS articles
ORDER BY coalesce(begin, ''), who, who_id
