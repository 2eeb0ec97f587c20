// title: A body: its posts and their holders, its parts, what it belongs to
// title.zh: 单位：职务及任职者、下属单位、上级单位
// needs: name text name of the body | 单位名称
MATCH (body:Institution)
WHERE body.name = $name OR $name IN body.aliases
MATCH near = (body)-[:AT|PART_OF|BASED_IN|COOPERATES_WITH]-(other)
OPTIONAL MATCH held = (other)<-[:HOLDS]-(:Person)
RETURN near, held
LIMIT 200
