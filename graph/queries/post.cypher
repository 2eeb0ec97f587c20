// title: Everyone who held a post
// title.zh: 历任某职务的人
// needs: post post the body with the title: 云河市委统战部部长 | 单位加职务，如：云河市委统战部部长
// param: include_private flag let private people in | 包括普通群众
MATCH (role:Role {id: $post})<-[h:HOLDS]-(holder:Person)
WHERE $include_private OR NOT coalesce(holder.private, false)
RETURN holder.name AS who, role.name AS post, h.since AS since, h.until AS until,
  h.first_seen AS first_seen, h.last_seen AS last_seen, h.count AS times, h.confidence AS confidence,
  holder.id AS who_id, h.quotes AS quotes, h.articles AS articles
ORDER BY coalesce(h.since, h.first_seen, ''), who, who_id
