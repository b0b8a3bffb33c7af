internal import Store

/// How the tables of a bench came to be: the scripts that lead from an empty database to the present form. A script that was once released is
/// never changed. They are the same in every database, but for what a dialect writes differently.
package enum BenchTableScripts {
    /// The scripts; as many as there are is the version of the tables.
    package static func all(_ dialect: SQLDialect) -> [String] { [first(dialect)] }

    /// Moments are milliseconds since 1970. The values of a device stand in one text, parted by U+001F, in the order of its job's columns;
    /// lists of a job likewise.
    private static func first(_ dialect: SQLDialect) -> String {
        """
        CREATE TABLE job (
            id \(dialect.countingKey),
            name TEXT NOT NULL UNIQUE,
            created BIGINT NOT NULL,
            author TEXT NOT NULL,
            template_name TEXT NOT NULL,
            template \(dialect.bytes) NOT NULL,
            columns TEXT NOT NULL,
            file_names TEXT NOT NULL,
            layout TEXT NOT NULL,
            delivery TEXT NOT NULL,
            digest TEXT NOT NULL,
            is_compressed INTEGER NOT NULL,
            delivery_key \(dialect.bytes) NOT NULL,
            scan_adds INTEGER NOT NULL,
            scan_pairs INTEGER NOT NULL,
            default_model TEXT NOT NULL,
            software_version TEXT NOT NULL,
            allows_other_models INTEGER NOT NULL,
            next_number \(dialect.integer) NOT NULL
        );

        CREATE TABLE device (
            job \(dialect.integer) NOT NULL REFERENCES job ON DELETE CASCADE,
            number \(dialect.integer) NOT NULL,
            mac BIGINT NOT NULL,
            serial TEXT,
            model TEXT NOT NULL,
            field_values TEXT NOT NULL,
            origin TEXT NOT NULL,
            line \(dialect.integer) NOT NULL,
            PRIMARY KEY (job, number),
            UNIQUE (job, mac),
            UNIQUE (job, serial)
        );
        CREATE INDEX device_by_mac ON device (mac);

        CREATE TABLE event (
            id \(dialect.countingKey),
            job \(dialect.integer) NOT NULL REFERENCES job ON DELETE CASCADE,
            time BIGINT NOT NULL,
            kind TEXT NOT NULL,
            mac BIGINT,
            actor TEXT NOT NULL,
            peer TEXT NOT NULL,
            subject TEXT NOT NULL,
            is_good INTEGER NOT NULL,
            text TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX event_by_job ON event (job, id);
        CREATE INDEX event_by_device ON event (job, mac, id);

        CREATE TABLE run (
            id \(dialect.countingKey),
            job \(dialect.integer) NOT NULL REFERENCES job ON DELETE CASCADE,
            kind TEXT NOT NULL,
            begun BIGINT NOT NULL,
            author TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX run_by_job ON run (job, id);

        CREATE TABLE run_device (
            run \(dialect.integer) NOT NULL REFERENCES run ON DELETE CASCADE,
            number \(dialect.integer) NOT NULL,
            mac BIGINT NOT NULL,
            worker TEXT NOT NULL DEFAULT '',
            token \(dialect.integer) NOT NULL DEFAULT 0,
            deadline BIGINT NOT NULL DEFAULT 0,
            finished BIGINT,
            is_good INTEGER NOT NULL DEFAULT 0,
            text TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (run, number),
            UNIQUE (run, mac)
        );
        CREATE INDEX run_device_open ON run_device (run, number) WHERE finished IS NULL;
        """
    }
}
