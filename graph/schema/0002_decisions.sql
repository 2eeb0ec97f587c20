-- What people decided and corrected, kept through every rebuild, and what follows from it for this corpus.

DROP TABLE decision;  -- was reserved and never written

CREATE TABLE decision (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    kind  TEXT NOT NULL CHECK (kind IN ('same', 'different', 'unsure', 'reject', 'title', 'name', 'alias', 'private')),
    one   TEXT NOT NULL,   -- JSON: the entity it is about, by what survives a rebuild (docs/identity.md)
    other TEXT NOT NULL,   -- JSON: the second entity of a pair, the object of a statement; null for the rest
    value TEXT NOT NULL,   -- JSON: predicate and qualifier of a statement, the right title, name or alias
    who   TEXT NOT NULL,
    at    TEXT NOT NULL,   -- ISO, UTC
    why   TEXT NOT NULL
);

CREATE TABLE amendment (       -- statements that a decision rejects (qualifiers null) or changes; made again by each build
    article    INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    qualifiers TEXT,
    PRIMARY KEY (article, seq)
) WITHOUT ROWID;

CREATE TABLE question (        -- pairs of entities that may be one; made again by each build
    one     TEXT NOT NULL,
    other   TEXT NOT NULL,
    score   REAL NOT NULL,
    reasons TEXT NOT NULL,     -- JSON
    PRIMARY KEY (one, other)
) WITHOUT ROWID;

DROP VIEW resolved_statement;
CREATE VIEW resolved_statement AS
SELECT stated.article_id, stated.doc, stated.n, stated.seq, stated.title, stated.published,
       stated.subject_type, coalesce(s.name, stated.subject_name) AS subject_name, coalesce(s.id, stated.subject) AS subject,
       stated.predicate,
       stated.object_type, coalesce(o.name, stated.object_name) AS object_name, coalesce(o.id, stated.object) AS object,
       stated.evidence, stated.start, stated.end, stated.confidence, stated.rule,
       coalesce(amendment.qualifiers, stated.qualifiers) AS qualifiers
FROM stated
LEFT JOIN amendment ON amendment.article = stated.article_id AND amendment.seq = stated.seq
LEFT JOIN identity AS si ON si.local_id = stated.subject LEFT JOIN entity AS s ON s.id = si.entity_id
LEFT JOIN identity AS oi ON oi.local_id = stated.object LEFT JOIN entity AS o ON o.id = oi.entity_id
WHERE amendment.article IS NULL OR amendment.qualifiers IS NOT NULL;
