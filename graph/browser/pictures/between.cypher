// title: How two people are connected
// title.zh: 两人如何相连
// needs: name text one of them | 其中一人
// needs: other text the other | 另一人
MATCH (a:Person {name: $name}), (b:Person {name: $other})
MATCH way = allShortestPaths((a)-[:HOLDS|AT|PART_OF|ATTENDED|ORGANIZED|VISITED|LAUNCHED|IMPLEMENTS|ABOUT*..6]-(b))
RETURN way
LIMIT 20
