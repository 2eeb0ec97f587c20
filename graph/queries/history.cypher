// title: What a body or place was before, and what became of it
// title.zh: 单位或地方的沿革：前身、改名、合并、拆分、成立、撤销
// example: 云河县旅游局
// needs: body institution|place which body or place | 哪个单位或地方
// note: Old and new name are two entities here, joined by what the article says; `since` is the first day of the later one
// note: of a pair, `until` the last of a body that was dissolved, as far as printed. `steps` counts names in between.
// note.zh: 新旧名称分作两个条目，以文中所述相连；since 为后者启用之日，until 为撤销之日，均以文中所述为准；steps 为相隔几次变动。
CALL {
  MATCH (it:Institution {id: $body}) RETURN it
  UNION
  MATCH (it:Place {id: $body}) RETURN it
}
CALL {
  WITH it
  MATCH p = (it)<-[:SUCCEEDED_BY*1..8]-(other)
  RETURN 'formerly' AS relation, other, last(relationships(p)) AS r, length(p) AS steps
  UNION ALL
  WITH it
  MATCH p = (it)-[:SUCCEEDED_BY*1..8]->(other)
  RETURN 'became' AS relation, other, last(relationships(p)) AS r, length(p) AS steps
  UNION ALL
  WITH it
  MATCH (it)-[r:CHANGED]->(:Article)
  RETURN r.change AS relation, it AS other, r, 0 AS steps
}
WITH it, relation, other, r, steps ORDER BY steps
WHERE other <> it OR steps = 0
WITH relation, other, collect(r)[0] AS r, min(steps) AS steps, collect(r) AS all
RETURN relation, head(labels(other)) AS type, other.name AS name, r.change AS change, r.since AS since, r.until AS until,
  steps, r.first_seen AS first_seen, r.confidence AS confidence, other.id AS name_id,
  reduce(said = [], one IN all | said + one.quotes) AS quotes, reduce(said = [], one IN all | said + one.articles) AS articles
ORDER BY relation, coalesce(since, until, ''), steps, name, name_id
