// title: Overview: the meetings with most people
// title.zh: 概览：参加人数最多的会议
MATCH (e:Event)<-[:ATTENDED]-(who)
WITH e, count(DISTINCT who) AS present
ORDER BY present DESC, e.id
LIMIT 10
MATCH near = (e)-[:ATTENDED|ORGANIZED|ABOUT]-(other)
RETURN near
LIMIT 300
