use super::*;

fn rio() -> Organization {
    Organization::new("RIO").unwrap()
}

fn id(text: &str) -> PfaId {
    PfaId::new(text).unwrap()
}

/// A page of rows that are not whole, of which only id and organization can be told.
fn page(rows: &[(&str, &str)], more: &str, after: Option<&str>) -> Result<GridPage, PemsError> {
    let rows: Vec<_> = rows.iter().map(|(org, id)| json!({ "pfs_a_org": org, "pfs_id": id })).collect();
    let answer = json!({ "Result": { "ResultData": { "GRID": {
        "METADATA": { "RECORDS": 9, "MORERECORDPRESENT": more, "CURRENTCURSORPOSITION": 1,
                      "SERVERTIMESTAMP": "2026-01-01T10:00:00Z" },
        "DATA": { "ROW": rows },
    } } } });
    let answer: GridAnswer = serde_json::from_value(answer).unwrap();
    answer.page(&rio(), after.map(id).as_ref())
}

#[test]
fn the_request_is_eams_and_asks_for_what_follows_an_id() {
    let since = "2026-01-01T10:00:00.5Z".parse().unwrap();
    let asked = grid_request(Some(&id("RIO-7")), Some(since), 500);
    assert_eq!(
        asked,
        json!({
            "GRID": { "GRID_NAME": "CUPFAG", "NUMBER_OF_ROWS_FIRST_RETURNED": 500 },
            "GRID_TYPE": { "TYPE": "LIST" },
            "REQUEST_TYPE": "LIST.DATA_ONLY.STORED",
            "ADDON_SORT": { "ALIAS_NAME": "pfs_id", "TYPE": "ASC" },
            "MULTIADDON_FILTERS": { "MADDON_FILTER": [
                { "ALIAS_NAME": "pfs_id", "OPERATOR": ">", "VALUE": "RIO-7" },
                { "ALIAS_NAME": "pfs_f_intlastupdated", "OPERATOR": ">=", "VALUE": "2026-01-01T10:00:00.500000Z" },
            ] },
        })
    );
    let first = grid_request(None, None, 99_999);
    assert_eq!(first["GRID"]["NUMBER_OF_ROWS_FIRST_RETURNED"], GRID_ROWS_MAX);
    assert!(first.get("MULTIADDON_FILTERS").is_none());
}

#[test]
fn the_next_page_begins_at_the_last_id_even_of_a_bad_row() {
    let page = page(&[("RIO", "RIO-8"), ("RIO", "RIO-9")], "+", Some("RIO-7")).unwrap();
    assert_eq!((page.rows.len(), page.more, page.last), (2, true, Some(id("RIO-9"))));
}

#[test]
fn a_page_that_cannot_be_read_on_from_is_refused() {
    let refused = [
        (vec![], Some("RIO-7")),
        (vec![("RIO", "not an id")], None),
        (vec![("RIO", "RIO-7")], Some("RIO-7")),
        (vec![("RIO", "RIO-6"), ("RIO", "RIO-8")], Some("RIO-7")),
        (vec![("RIO", "RIO-9"), ("RIO", "RIO-8")], None),
    ];
    for (rows, after) in refused {
        assert!(
            matches!(page(&rows, "+", after), Err(PemsError::NotPems { .. })),
            "{rows:?} after {after:?}"
        );
    }
}

#[test]
fn the_last_page_may_be_empty() {
    let page = page(&[], "-", Some("RIO-7")).unwrap();
    assert_eq!((page.rows.len(), page.more, page.last, page.matching), (0, false, None, 9));
}

#[test]
fn rows_of_another_organization_are_handed_on_for_the_guard_to_see() {
    let page = page(&[("RIO", "RIO-8"), ("PORTARTHUR", "PA-1")], "-", Some("RIO-7")).unwrap();
    assert_eq!(page.rows.len(), 2);
    assert_eq!(page.rows[1].organization(), Some("PORTARTHUR"));
}
