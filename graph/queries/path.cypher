// title: How two are connected: the shortest ways, hop by hop
// title.zh: 两者如何相连：最短路径，逐步列出
// example: 高发巧 句容市政协
// needs: from entity one end | 一端
// needs: to entity the other end | 另一端
// param: include_private flag let private people in | 包括普通群众
// note: At most five ways of at most six hops, through posts, bodies, events, visits, initiatives. That two names stand
// note: in one article or lie in one county connects everything, so it does not count, except that a place asked about is
// note: reached through what is there.
// note.zh: 至多五条、六步以内，经由职务、单位、活动、走访、举措的路径。同见一文、同属一县不算相连；但若问的是地方，则计入当地的单位与活动。
CALL {
  MATCH (a:Person {id: $from}) RETURN a
  UNION
  MATCH (a:Institution {id: $from}) RETURN a
  UNION
  MATCH (a:Place {id: $from}) RETURN a
  UNION
  MATCH (a:Event {id: $from}) RETURN a
  UNION
  MATCH (a:Initiative {id: $from}) RETURN a
}
CALL {
  MATCH (b:Person {id: $to}) RETURN b
  UNION
  MATCH (b:Institution {id: $to}) RETURN b
  UNION
  MATCH (b:Place {id: $to}) RETURN b
  UNION
  MATCH (b:Event {id: $to}) RETURN b
  UNION
  MATCH (b:Initiative {id: $to}) RETURN b
}
WITH a, b WHERE a.id <> b.id
CALL {
  WITH a, b
  MATCH p = allShortestPaths((a)-[:HOLDS|AT|AFFILIATED_WITH|ATTENDED|ORGANIZED|ABOUT|LAUNCHED|IMPLEMENTS|PART_OF|VISITED|COOPERATES_WITH*..6]-(b))
  RETURN p
  UNION
  WITH a, b
  WITH a, b WHERE a:Place OR b:Place
  MATCH p = allShortestPaths((a)-[:HOLDS|AT|AFFILIATED_WITH|ATTENDED|ORGANIZED|ABOUT|LAUNCHED|IMPLEMENTS|PART_OF|VISITED|COOPERATES_WITH|HELD_AT|BASED_IN|IMPLEMENTED_IN|LOCATED_IN*..4]-(b))
  RETURN p
}
WITH p, reduce(line = '', n IN nodes(p) | line + ' ' + n.id) AS line
WHERE $include_private OR none(n IN nodes(p) WHERE coalesce(n.private, false))
WITH p, reduce(way = line, r IN relationships(p) | way + ' ' + r.id) AS way
WITH p, way ORDER BY length(p), way LIMIT 5
WITH collect(p) AS paths
UNWIND range(0, size(paths) - 1) AS path
WITH path, nodes(paths[path]) AS stops, relationships(paths[path]) AS hops
UNWIND range(0, size(hops) - 1) AS hop
WITH path, hop, stops[hop] AS one, hops[hop] AS r, stops[hop + 1] AS other
RETURN path + 1 AS path, hop + 1 AS hop, one.name AS from,
  CASE WHEN startNode(r).id = one.id THEN
    {HOLDS: 'post', AT: 'at', AFFILIATED_WITH: 'affiliated with', ATTENDED: 'attended', ORGANIZED: 'organized', ABOUT: 'about',
     LAUNCHED: 'launched', IMPLEMENTS: 'implements', PART_OF: 'part of', VISITED: 'visited', COOPERATES_WITH: 'cooperates with',
     HELD_AT: 'held at', BASED_IN: 'based in', IMPLEMENTED_IN: 'implemented in', LOCATED_IN: 'located in'}[type(r)]
  ELSE
    {HOLDS: 'held by', AT: 'has post', AFFILIATED_WITH: 'has member', ATTENDED: 'attended by', ORGANIZED: 'organized by',
     ABOUT: 'topic of', LAUNCHED: 'launched by', IMPLEMENTS: 'implemented by', PART_OF: 'has part', VISITED: 'visited by',
     COOPERATES_WITH: 'cooperates with', HELD_AT: 'hosted', BASED_IN: 'seat of', IMPLEMENTED_IN: 'implements',
     LOCATED_IN: 'contains'}[type(r)]
  END AS relation,
  other.name AS to, r.capacity AS detail, r.first_seen AS first_seen, r.confidence AS confidence,
  one.id AS from_id, other.id AS to_id, r.quotes AS quotes, r.articles AS articles
ORDER BY path, hop
