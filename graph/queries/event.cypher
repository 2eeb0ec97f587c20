// title: An event: who chaired, spoke, attended; where, about what
// title.zh: 活动概况：谁以何身份参加、谁主办、在哪里、关于什么
// example: 第二季度全市统战工作专题协商会议
// needs: event event which meeting, ceremony, inspection or activity | 哪次会议或活动
// param: include_private flag let private people in | 包括普通群众
MATCH (it:Event {id: $event})-[r:ATTENDED|ORGANIZED|HELD_AT|ABOUT]-(other)
WHERE $include_private OR NOT coalesce(other.private, false)
RETURN CASE type(r)
    WHEN 'ATTENDED' THEN 'attended by' WHEN 'ORGANIZED' THEN 'organized by' WHEN 'HELD_AT' THEN 'held at'
    ELSE 'about' END AS relation,
  head(labels(other)) AS type, other.name AS name, r.capacity AS detail,
  COLLECT { MATCH (other)-[:HOLDS]->(post:Role) RETURN post.name ORDER BY post.name } AS posts,
  it.date AS date, r.first_seen AS first_seen, r.last_seen AS last_seen, r.confidence AS confidence,
  other.id AS name_id, r.quotes AS quotes, r.articles AS articles
ORDER BY relation, CASE detail WHEN 'chair' THEN 0 WHEN 'speaker' THEN 1 ELSE 2 END, name, name_id
