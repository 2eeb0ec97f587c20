// title: A meeting: who came, who called it, where, about what
// title.zh: 会议：参会者、主办单位、地点、议题
// needs: name text part of the meeting's name | 会议名称中的字词
MATCH near = (e:Event)-[:ATTENDED|ORGANIZED|HELD_AT|ABOUT]-(other)
WHERE e.name CONTAINS $name OR any(alias IN e.aliases WHERE alias CONTAINS $name)
RETURN near
LIMIT 200
