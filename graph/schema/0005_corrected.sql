-- Which entities of the corpus each correction is about, so that nodes and dossiers can say so; made again by each build.

CREATE TABLE corrected (
    decision INTEGER NOT NULL,
    entity   TEXT NOT NULL,
    PRIMARY KEY (decision, entity)
) WITHOUT ROWID;
CREATE INDEX corrected_entity ON corrected(entity);
