-- Sketches lie block by block, as they are read; which of them nobody has decided about yet outlives a killed build.

DROP TABLE sketch;  -- made again by the next build
DROP TABLE sketched;

CREATE TABLE sketch (
    block   TEXT NOT NULL,         -- only sketches of one block can be one entity, unless a person decides so
    id      TEXT NOT NULL,         -- of the local entity
    type    TEXT NOT NULL,
    name    TEXT NOT NULL,
    rest    TEXT NOT NULL,         -- JSON
    article INTEGER NOT NULL,
    PRIMARY KEY (block, id)
) WITHOUT ROWID;
CREATE INDEX sketch_article ON sketch(article);
CREATE INDEX sketch_name ON sketch(type, name);

CREATE TABLE sketched (            -- articles whose sketches are kept; goes with the article, the sketches stay to be told
    article INTEGER PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE,
    version TEXT NOT NULL,         -- of the program that drew them
    decided INTEGER NOT NULL       -- whether who is who counts them in
);
