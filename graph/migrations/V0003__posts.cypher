// What changed since a day is looked for among the posts that were printed since.
CREATE INDEX role_latest IF NOT EXISTS FOR (n:Role) ON (n.latest);
// A graph made before posts had `shared` and `latest` is loaded again.
MATCH (s:Zhengmai {id: 'load'}) SET s.record = null;
