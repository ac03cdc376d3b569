//! What became of a record: its versions, what was given up of it, what was merged.

use crate::error::CliError;
use crate::json;
use crate::output::{Output, Table, plain};
use crate::verb::read::{quoted, values};
use crate::verb::runtime::runtime;
use pfa_app::Workspace;
use pfa_app::conflict::list_merges;
use pfa_app::version::{known_versions, list_versions};

/// Lists versions.
pub fn history(w: &Workspace, id: &str, out: &mut Output) -> Result<(), CliError> {
    let (versions, given_up) = runtime()?.block_on(list_versions(w, id))?;
    if out.json {
        return Ok(out.json(&versions.iter().map(json::version).collect())?);
    }
    let mut table = Table::new(["VERSION", "CHANGED", "BY", "FIELDS", "REASON"]);
    for v in &versions {
        let fields: Vec<&str> = v.changed.iter().map(|f| f.name()).collect();
        let at = v.changed_at.map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M:%SZ").to_string());
        table.add([
            &v.record.version.to_string(),
            &at,
            v.changed_by.as_deref().unwrap_or(""),
            &fields.join(", "),
            v.why.as_deref().unwrap_or(""),
        ]);
    }
    out.table(&table, "No version is known.")?;
    for g in &given_up {
        let why = g.why.as_deref().unwrap_or("given up");
        out.line(&plain(&format!("Given up {} ({why}): {}", g.at.format("%Y-%m-%d"), values(&g.delta))))?;
    }
    Ok(())
}

/// Lists values that were given up, the newest first.
pub fn given_up(w: &Workspace, id: &str, out: &mut Output) -> Result<(), CliError> {
    let (_, given_up) = known_versions(w, id)?;
    if out.json {
        return Ok(out.json(&given_up.iter().map(json::given_up).collect())?);
    }
    let mut table = Table::new(["ID", "WHEN", "BY", "AGAINST", "WHY", "VALUES"]);
    for g in &given_up {
        let at = g.at.format("%Y-%m-%d %H:%M:%SZ").to_string();
        let why = g.why.as_deref().unwrap_or("");
        table.add([&g.id.to_string(), &at, &g.by, &format!("v{}", g.version), why, &values(&g.delta)]);
    }
    Ok(out.table(&table, "Nothing was given up.")?)
}

/// Lists automatic merges, the newest first.
pub fn merges(w: &Workspace, id: &str, out: &mut Output) -> Result<(), CliError> {
    let merges = list_merges(w, id)?;
    if out.json {
        return Ok(out.json(&merges.iter().map(|(merge, rows)| json::merge(merge, rows)).collect())?);
    }
    let mut table = Table::new(["MERGE", "WHEN", "FIELD", "BASE", "MINE", "PEMS"]);
    for (merge, rows) in &merges {
        let at = merge.resolved_at.unwrap_or(merge.opened_at).format("%Y-%m-%d %H:%M:%SZ").to_string();
        for (nth, row) in rows.iter().enumerate() {
            let id = merge.id.to_string();
            let (id, at) = if nth == 0 { (id.as_str(), at.as_str()) } else { ("", "") };
            table.add([id, at, row.field.name(), &quoted(&row.base), &quoted(&row.mine), &quoted(&row.pems)]);
        }
    }
    Ok(out.table(&table, "Nothing was merged automatically.")?)
}
