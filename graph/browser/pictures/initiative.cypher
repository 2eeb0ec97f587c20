// title: An initiative: who launched it, who carries it out, where
// title.zh: 举措：谁推出，谁实施，在哪里
// needs: name text part of its name | 名称中的字词
MATCH near = (i:Initiative)-[:LAUNCHED|IMPLEMENTS|IMPLEMENTED_IN|ABOUT]-(other)
WHERE i.name CONTAINS $name OR any(alias IN i.aliases WHERE alias CONTAINS $name)
RETURN near
LIMIT 200
