// title: A person: posts, meetings, visits
// title.zh: 人物：职务、会议、走访
// needs: name text the person's name | 姓名
MATCH near = (p:Person)-[:HOLDS|ATTENDED|VISITED|AFFILIATED_WITH]->(other)
WHERE p.name = $name OR $name IN p.aliases
OPTIONAL MATCH at = (other)-[:AT]->(:Institution)
RETURN near, at
LIMIT 200
