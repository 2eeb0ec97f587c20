// title: Who visited a place or body, or what somebody visited
// title.zh: 谁走访了某地某单位，或某人走访了哪里
// example: 高发巧
// needs: entity entity visitor, or place or body visited | 走访者，或被走访的地方、单位
// param: since date first day, as 2023-01-31 | 起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: include_private flag let private people in | 包括普通群众
CALL {
  MATCH (who:Person {id: $entity})-[r:VISITED]->(target) RETURN who, r, target
  UNION
  MATCH (who:Institution {id: $entity})-[r:VISITED]->(target) RETURN who, r, target
  UNION
  MATCH (target:Institution {id: $entity})<-[r:VISITED]-(who) RETURN who, r, target
  UNION
  MATCH (target:Place {id: $entity})<-[r:VISITED]-(who) RETURN who, r, target
}
WITH who, r, target
WHERE ($since IS NULL OR r.last_seen >= $since) AND ($until IS NULL OR r.first_seen <= $until)
  AND ($include_private OR NOT coalesce(who.private, false))
RETURN who.name AS visitor, target.name AS visited, head(labels(target)) AS type,
  r.first_seen AS first_seen, r.last_seen AS last_seen, r.count AS times, r.confidence AS confidence,
  who.id AS visitor_id, target.id AS visited_id, r.quotes AS quotes, r.articles AS articles
ORDER BY coalesce(first_seen, ''), visitor, visited, visitor_id, visited_id
