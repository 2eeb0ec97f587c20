-- What was read of each article for deciding who is who, so that an article that comes or goes concerns its blocks only.

CREATE TABLE sketch (
    id      TEXT PRIMARY KEY,      -- of the local entity
    article INTEGER NOT NULL,
    block   TEXT NOT NULL,         -- only sketches of one block can be one entity, unless a person decides so
    doc     TEXT NOT NULL,
    type    TEXT NOT NULL,
    name    TEXT NOT NULL,
    packed  TEXT NOT NULL          -- JSON
) WITHOUT ROWID;
CREATE INDEX sketch_article ON sketch(article);
CREATE INDEX sketch_block ON sketch(block);
CREATE INDEX sketch_doc ON sketch(doc);
CREATE INDEX sketch_name ON sketch(type, name);

CREATE TABLE sketched (            -- articles whose sketches are kept; goes with the article, the sketches stay to be told
    article INTEGER PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE
);

CREATE TABLE applied (             -- decisions as they were applied last, and the blocks that they concerned
    decision TEXT PRIMARY KEY,
    blocks   TEXT NOT NULL         -- JSON
) WITHOUT ROWID;
