internal import GRDB

/// The tables. Every change is a migration of its own, and no migration is changed after a release.
enum HistorySchema {
    /// In the file's header ("TAIH"), so that another program's file is never taken for a history.
    static let applicationID = 0x5441_4948

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: runs, entries, stays, words, vectors") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(
                sql: """
                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY,
                        version TEXT NOT NULL,
                        profile TEXT NOT NULL,
                        -- CLOCK_MONOTONIC nanoseconds, and seconds since 1970, of media second 0.
                        monotonic INTEGER NOT NULL,
                        wall_start REAL NOT NULL,
                        -- The last that is known of it, on both clocks: where stays end that nobody ended.
                        media_last REAL NOT NULL,
                        wall_last REAL NOT NULL
                    );
                    CREATE TABLE entry (
                        id INTEGER PRIMARY KEY,
                        run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                        seq INTEGER,
                        kind TEXT NOT NULL,
                        track TEXT NOT NULL,
                        language TEXT NOT NULL,
                        text TEXT NOT NULL,
                        media_start REAL NOT NULL,
                        media_end REAL NOT NULL,
                        wall_start REAL NOT NULL,
                        wall_end REAL NOT NULL,
                        segment INTEGER,
                        -- JSON: words of a caption, length and basis of a summary.
                        detail TEXT,
                        UNIQUE (run, seq, language)
                    );
                    CREATE INDEX entry_by_time ON entry (wall_start);
                    CREATE INDEX entry_by_run ON entry (run, track, kind, media_start);
                    CREATE TABLE stay (
                        id INTEGER PRIMARY KEY,
                        run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                        track TEXT NOT NULL,
                        object INTEGER NOT NULL,
                        label TEXT NOT NULL,
                        media_start REAL NOT NULL,
                        media_end REAL,
                        wall_start REAL NOT NULL,
                        wall_end REAL,
                        UNIQUE (run, track, object)
                    );
                    CREATE INDEX stay_by_label ON stay (label, run, media_start);
                    CREATE INDEX stay_by_time ON stay (wall_start);
                    CREATE TABLE vector (
                        entry INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
                        model TEXT NOT NULL,
                        scale REAL NOT NULL,
                        components BLOB NOT NULL
                    );
                    """)
            try database.create(virtualTable: "entry_words", using: FTS5()) { table in
                table.tokenizer = WordTokenizer.tokenizerDescriptor()
                table.synchronize(withTable: "entry")
                table.column("text")
            }
        }
        return migrator
    }
}
