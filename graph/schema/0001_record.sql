-- The record: what each page said, and who is who. Changed only by adding a file with the next number.

CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;  -- id of the record, revision of its content

CREATE TABLE page (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,  -- absolute path, with #row where a file has many
    source      TEXT NOT NULL,         -- the path as the user gave it
    doc         TEXT NOT NULL UNIQUE,
    sha256      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,         -- of the bytes and of what the user stated about them
    extractor   TEXT NOT NULL,
    encoding    TEXT NOT NULL
);
CREATE INDEX page_fingerprint ON page(fingerprint);

CREATE TABLE failure (source TEXT PRIMARY KEY, error TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE article (
    id          INTEGER PRIMARY KEY,
    page        INTEGER NOT NULL REFERENCES page(id) ON DELETE CASCADE,
    doc         TEXT NOT NULL,
    n           INTEGER NOT NULL,
    title       TEXT NOT NULL,
    text        TEXT NOT NULL,
    offsets     BLOB NOT NULL,         -- zlib of 32-bit numbers: where each character of the text stands on the page
    blocks      TEXT NOT NULL,         -- JSON
    source      TEXT NOT NULL,
    publication TEXT NOT NULL,
    published   TEXT,                  -- ISO date
    locale      TEXT NOT NULL,
    continued   INTEGER NOT NULL,
    UNIQUE (doc, n)
);
CREATE INDEX article_page ON article(page);

CREATE TABLE local_entity (            -- as one article names it
    article INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL,
    id      TEXT NOT NULL,
    type    TEXT NOT NULL,
    name    TEXT NOT NULL,
    aliases TEXT NOT NULL,             -- JSON
    scope   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    date    TEXT,
    PRIMARY KEY (article, seq)
) WITHOUT ROWID;
CREATE INDEX local_entity_id ON local_entity(id);

CREATE TABLE statement (               -- ids are those of local entities
    article      INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
    seq          INTEGER NOT NULL,
    subject_type TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    subject      TEXT NOT NULL,
    predicate    TEXT NOT NULL,
    object_type  TEXT NOT NULL,
    object_name  TEXT NOT NULL,
    object       TEXT NOT NULL,
    evidence     TEXT NOT NULL,
    start        INTEGER NOT NULL,
    end          INTEGER NOT NULL,
    confidence   REAL NOT NULL,
    rule         TEXT NOT NULL,
    qualifiers   TEXT NOT NULL,        -- JSON
    PRIMARY KEY (article, seq)
) WITHOUT ROWID;

CREATE TABLE identity (local_id TEXT PRIMARY KEY, entity_id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX identity_entity ON identity(entity_id);

CREATE TABLE entity (                  -- of the corpus
    id      TEXT PRIMARY KEY,
    type    TEXT NOT NULL,
    name    TEXT NOT NULL,
    aliases TEXT NOT NULL,
    scope   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    date    TEXT
) WITHOUT ROWID;

CREATE TABLE decision (                -- what a person decided about two names
    id      INTEGER PRIMARY KEY,
    one     TEXT NOT NULL,
    other   TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    who     TEXT NOT NULL,
    at      TEXT NOT NULL,
    why     TEXT NOT NULL
);

-- Entities that some article names, under the identity table; a local entity that it lacks stands for itself.
CREATE VIEW resolved_entity AS
SELECT entity.id, entity.type, entity.name, entity.aliases, entity.scope, entity.kind, entity.date
FROM entity WHERE EXISTS (
    SELECT 1 FROM identity JOIN local_entity ON local_entity.id = identity.local_id WHERE identity.entity_id = entity.id
)
UNION ALL
SELECT id, type, name, aliases, scope, kind, date FROM local_entity
WHERE NOT EXISTS (
    SELECT 1 FROM identity JOIN entity ON entity.id = identity.entity_id WHERE identity.local_id = local_entity.id
)
GROUP BY id;

CREATE VIEW stated AS
SELECT statement.article AS article_id, article.doc, article.n, statement.seq, article.title, article.published,
       statement.subject_type, statement.subject_name, statement.subject, statement.predicate,
       statement.object_type, statement.object_name, statement.object,
       statement.evidence, statement.start, statement.end, statement.confidence, statement.rule, statement.qualifiers
FROM statement JOIN article ON article.id = statement.article;

CREATE VIEW resolved_statement AS
SELECT stated.article_id, stated.doc, stated.n, stated.seq, stated.title, stated.published,
       stated.subject_type, coalesce(s.name, stated.subject_name) AS subject_name, coalesce(s.id, stated.subject) AS subject,
       stated.predicate,
       stated.object_type, coalesce(o.name, stated.object_name) AS object_name, coalesce(o.id, stated.object) AS object,
       stated.evidence, stated.start, stated.end, stated.confidence, stated.rule, stated.qualifiers
FROM stated
LEFT JOIN identity AS si ON si.local_id = stated.subject LEFT JOIN entity AS s ON s.id = si.entity_id
LEFT JOIN identity AS oi ON oi.local_id = stated.object LEFT JOIN entity AS o ON o.id = oi.entity_id;
