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
MATCH (post:Role)
WHERE $entity IS NULL AND post.latest >= $since
WITH collect(post) AS printed
WITH CASE WHEN $entity IS NULL THEN printed ELSE
  COLLECT { MATCH (:Person {id: $entity})-[:HOLDS]->(own:Role) RETURN DISTINCT own }
  + COLLECT { MATCH (:Institution {id: $entity})<-[:AT]-(own:Role) RETURN DISTINCT own } END AS posts,
  CASE WHEN $entity IS NULL THEN false ELSE EXISTS { MATCH (:Person {id: $entity}) } END AS alone
UNWIND posts AS post
UNWIND [(post)<-[h:HOLDS]-(who:Person) WHERE (NOT alone OR who.id = $entity)
  AND ($include_private OR NOT coalesce(who.private, false)) | [who, h]] AS held
WITH post, held[0] AS who, held[1] AS h
WITH post, who, h,
  CASE WHEN h.since IS NOT NULL THEN h.since WHEN h.entry IS NOT NULL THEN h.first_seen END AS begun,
  CASE WHEN h.exit = 'former' THEN h.until WHEN h.exit IS NOT NULL THEN coalesce(h.until, h.gone_by) END AS ended,
  CASE WHEN h.since IS NULL AND h.entry IS NULL AND NOT coalesce(post.shared, false) THEN h.first_seen END AS new
WITH post, who, h,
  CASE WHEN begun >= $since AND ($until IS NULL OR begun <= $until) THEN begun END AS came,
  CASE WHEN ended >= $since AND ($until IS NULL OR ended <= $until) THEN ended END AS gone,
  CASE WHEN new >= $since AND ($until IS NULL OR new <= $until) THEN
    [(post)<-[b:HOLDS]-(other:Person) WHERE other.id <> who.id AND b.last_seen < new
      AND ($include_private OR NOT coalesce(other.private, false)) | [b, other]]
  ELSE [] END AS before
UNWIND CASE WHEN came IS NULL AND gone IS NULL THEN [] ELSE [['stated', NULL, NULL]] END
  + [x IN before | ['seen', x[0], x[1]]] AS change
WITH post, who, h, came, gone, change[0] AS basis, change[1] AS earlier, change[2] AS other
ORDER BY post.name, h.id, earlier.last_seen DESC, other.id
WITH who, basis, CASE basis WHEN 'seen' THEN h.id END AS single, min(came) AS came, min(gone) AS gone,
  collect(DISTINCT CASE WHEN basis = 'stated' AND gone IS NOT NULL THEN post.name END) AS out_of,
  collect(DISTINCT CASE WHEN basis = 'seen' OR came IS NOT NULL THEN post.name END) AS into,
  min(h.first_seen) AS seen, collect(other.name)[0] AS after, max(h.confidence) AS confidence,
  collect(h) AS terms, collect(earlier)[..1] AS earlier
WITH who, basis, out_of, into, after, confidence, CASE basis WHEN 'seen' THEN terms[..1] + earlier ELSE terms END AS told,
  CASE WHEN basis = 'seen' THEN seen WHEN came IS NULL OR gone < came THEN gone ELSE came END AS date
RETURN date, CASE WHEN size(out_of) = 0 THEN 'came' WHEN size(into) = 0 THEN 'went' ELSE 'moved' END AS change,
  who.name AS who, out_of, into, after, basis, confidence, who.id AS who_id,
  reduce(all = [], r IN told | all + r.quotes) AS quotes, reduce(all = [], r IN told | all + r.articles) AS articles
ORDER BY date, who, who_id, basis, into
