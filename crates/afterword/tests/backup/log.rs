//! What the log says of a workspace that was taken out.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use afterword_testbed::{Engine, TestDb, both};
use serde_json::Value;
use sqlx::Connection as _;

use super::{Workspace, of, open, parts, with_administrator};

impl Workspace {
    /// What the log says was taken out: which, by which way, by whom.
    fn exports(&self) -> Vec<[String; 3]> {
        let listed = ["audit", "--kind", "export", "--format", "jsonl"];
        let lines = self.program.tell(&listed).unwrap();
        let lines = lines.lines().map(|line| {
            let entry: Value = serde_json::from_str(line).unwrap();
            let author = &entry["author"];
            assert_eq!(author["person"], Value::Null);
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let export = text(&entry["change"]["export"]);
            [export, text(&author["via"]), text(&author["address"])]
        });
        lines.collect()
    }
}

/// As the program calls the account that runs the tests.
fn account() -> String {
    let number = tempfile::tempfile().unwrap().metadata().unwrap().uid();
    let accounts = fs::read_to_string("/etc/passwd").unwrap();
    let of_number = |line: &&str| line.split(':').nth(2) == Some(&number.to_string());
    let line = accounts.lines().find(of_number);
    let name = line.and_then(|line| line.split(':').next());
    format!("account {}", name.unwrap_or(&number.to_string()))
}

/// Makes the database refuse every further entry of the log.
async fn refuse_entries(db: &TestDb, file: &Path) {
    if db.engine == Engine::Sqlite {
        let conn = rusqlite::Connection::open(file).unwrap();
        let trigger = "CREATE TRIGGER no_more BEFORE INSERT ON changes
                       BEGIN SELECT RAISE(ABORT, 'not today'); END";
        conn.execute_batch(trigger).unwrap();
    } else {
        let mut conn = sqlx::PgConnection::connect(&db.url).await.unwrap();
        let trigger = "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql
                       AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$;
                       CREATE TRIGGER no_more BEFORE INSERT ON changes
                       EXECUTE FUNCTION no_more()";
        sqlx::raw_sql(trigger).execute(&mut conn).await.unwrap();
    }
}

both! {
    async fn who_takes_the_workspace_out_stands_in_its_log(db: TestDb) {
        let one = with_administrator(of(&db));
        let (backup, archive) = (one.path("b.tar"), one.path("a.tar"));
        // Beside a server that writes the log as well.
        let server = one.program.start().unwrap();
        open(&server, "Before");
        one.program.tell(&["backup", &backup]).unwrap();
        open(&server, "Between");
        one.program.tell(&["archive", "export", &archive]).unwrap();
        server.stop().unwrap();
        let entry = |export: &str| [export.to_owned(), "cli".to_owned(), account()];
        assert_eq!(one.exports(), [entry("backup"), entry("archive")]);
        one.program.tell(&["audit", "--verify"]).unwrap();
        // What is refused takes nothing out.
        one.refused(&["backup", &backup]);
        one.refused(&["archive", "export", &one.path(".")]);
        assert_eq!(one.exports().len(), 2);
        // What was taken out tells of what was taken out before it.
        let other = TestDb::fresh(db.engine);
        let two = of(&other);
        two.program.tell(&["archive", "import", &archive]).unwrap();
        assert_eq!(two.exports(), [entry("backup")]);
    }

    async fn a_log_that_cannot_be_written_keeps_nobody_from_a_backup(db: TestDb) {
        let one = with_administrator(of(&db));
        refuse_entries(&db, &one.database()).await;
        let before = one.exports();
        for verb in [&["backup"][..], &["archive", "export"]] {
            let file = one.path("out.tar");
            let done = one.program.run(&[verb, &[&file, "--force"]].concat()).unwrap();
            let said = String::from_utf8(done.stderr).unwrap();
            assert_eq!(done.status.code(), Some(0), "{said}");
            assert!(said.contains("the audit log could not be told of this"), "{said}");
            assert!(said.contains("not today"), "{said}");
            assert!(!parts(Path::new(&file)).is_empty());
        }
        assert_eq!(one.exports(), before);
        one.program.tell(&["audit", "--verify"]).unwrap();
    }
}
