// title: Who came, went or moved since a day
// title.zh: 某日以来谁到任、离任、调任
// example: 2023-01-31
// needs: since date first day of the change, as 2023-01-31 | 变动起始日期，如 2023-01-31
// param: until date last day | 截止日期
// param: entity person|institution only this person, or the posts of this body | 仅限某人，或某单位的职务
// param: include_private flag let private people in | 包括普通群众
// note: `basis` is "stated" where a text tells of the change, and "seen" where a post that one holds at a time was
// note: printed with a new holder: `after` is who was last seen there before.
// note.zh: 依据（basis）为 stated 表示文中明说变动；seen 表示只容一人的职务见报时已换人，前任（after）为此前最后见报的任职者。
CALL {
  MATCH (who:Person)-[h:HOLDS]->(post:Role)-[:AT]->(body:Institution)
  WHERE ($entity IS NULL OR who.id = $entity OR body.id = $entity)
    AND ($include_private OR NOT coalesce(who.private, false))
  WITH who, h, post,
    CASE WHEN h.since IS NOT NULL THEN h.since WHEN h.entry IS NOT NULL THEN h.first_seen END AS begun,
    CASE WHEN h.exit = 'former' THEN h.until WHEN h.exit IS NOT NULL THEN coalesce(h.until, h.gone_by) END AS ended
  WITH who, h, post,
    CASE WHEN begun >= $since AND ($until IS NULL OR begun <= $until) THEN begun END AS came,
    CASE WHEN ended >= $since AND ($until IS NULL OR ended <= $until) THEN ended END AS gone
  WHERE came IS NOT NULL OR gone IS NOT NULL
  WITH who, h, post, came, gone ORDER BY post.name, h.id
  WITH who, collect(CASE WHEN gone IS NOT NULL THEN post.name END) AS out_of,
    collect(CASE WHEN came IS NOT NULL THEN post.name END) AS into, min(came) AS first_in, min(gone) AS first_out,
    max(h.confidence) AS confidence, collect(h.quotes) AS quotes, collect(h.articles) AS articles
  RETURN who, out_of, into, CASE WHEN first_in IS NULL OR first_out < first_in THEN first_out ELSE first_in END AS date,
    'stated' AS basis, NULL AS after, confidence, quotes, articles
  UNION ALL
  MATCH (who:Person)-[h:HOLDS]->(post:Role)-[:AT]->(body:Institution)
  WHERE ($entity IS NULL OR who.id = $entity OR body.id = $entity)
    AND ($include_private OR NOT coalesce(who.private, false))
    AND h.since IS NULL AND h.entry IS NULL AND h.first_seen >= $since AND ($until IS NULL OR h.first_seen <= $until)
    AND NOT post.title CONTAINS '副' AND none(many IN ['委员', '常委', '代表', '成员', '会员', '党员', '干部', '科员', '主任科员', '顾问', '组员']
      WHERE post.title ENDS WITH many)
  MATCH (post)<-[before:HOLDS]-(other:Person)
  WHERE other.id <> who.id AND before.last_seen < h.first_seen
    AND ($include_private OR NOT coalesce(other.private, false))
  WITH who, h, post, before, other ORDER BY before.last_seen DESC, other.id
  WITH who, h, post, collect(other.name)[0] AS after, collect(before.quotes)[0] AS earlier, collect(before.articles)[0] AS earlier_articles
  RETURN who, [] AS out_of, [post.name] AS into, h.first_seen AS date, 'seen' AS basis, after, h.confidence AS confidence,
    [h.quotes, earlier] AS quotes, [h.articles, earlier_articles] AS articles
}
RETURN date, CASE WHEN size(out_of) = 0 THEN 'came' WHEN size(into) = 0 THEN 'went' ELSE 'moved' END AS change,
  who.name AS who, out_of, into, after, basis, confidence, who.id AS who_id,
  reduce(all = [], part IN quotes | all + part) AS quotes, reduce(all = [], part IN articles | all + part) AS articles
ORDER BY date, who, who_id, basis, into
