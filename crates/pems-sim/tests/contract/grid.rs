//! The grid: filters, sorting, paging.

use crate::world::*;
use pems_sim::Capability;
use pfa_domain::Field;
use reqwest::Method;
use serde_json::{Value as Json, json};

fn filter(alias: &str, operator: &str, value: &str) -> Json {
    json!({"ALIAS_NAME": alias, "OPERATOR": operator, "VALUE": value})
}

fn all_of(filters: &[Json]) -> Json {
    json!({"MULTIADDON_FILTERS": {"MADDON_FILTER": filters}})
}

#[tokio::test]
async fn a_row_has_every_alias_as_a_string_and_says_what_the_record_says() {
    let world = world().await;
    let page = world.grid(json!({"ROWS": 1})).await;
    let row = page.rows()[0].as_object().unwrap();
    let held = world.control().record("RIO", "RIO-10001").unwrap();
    assert_eq!(row.len(), 27);
    assert_eq!(row["pfs_id"], "RIO-10001");
    assert_eq!(row["pfs_a_org"], "RIO");
    assert_eq!(row["pfs_updatecount"], held.version.to_string());
    for (field, value) in held.fields() {
        assert_eq!(row[field.alias()], value.to_string());
    }
    let metadata = &page.page()["METADATA"];
    assert_eq!((&metadata["RECORDS"], &metadata["MORERECORDPRESENT"]), (&json!(40), &json!("+")));
    assert_eq!(metadata["CURRENTCURSORPOSITION"], 1);
    assert!(metadata["SERVERTIMESTAMP"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn keyset_paging_sees_every_record_once() {
    let world = started(small().records_of("RIO", 301)).await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let mut request = all_of(&[filter("pfs_id", ">", &after)]);
        request["ROWS"] = 50.into();
        request["ADDON_SORT"] = json!({"ALIAS_NAME": "pfs_id", "TYPE": "ASC"});
        let page = world.grid(request).await;
        assert_eq!(page.page()["METADATA"]["RECORDS"], 301 - seen.len(), "what is left, this page included");
        seen.extend(page.ids().into_iter().map(str::to_owned));
        after = seen.last().unwrap().clone();
        if page.page()["METADATA"]["MORERECORDPRESENT"] == "-" {
            break;
        }
    }
    let held: Vec<String> = world.control().records("RIO").iter().map(|r| r.id.pfa_id.to_string()).collect();
    assert_eq!(seen, held);
}

#[tokio::test]
async fn ids_compare_by_code_point_in_a_large_organization_too() {
    let world = started(small().records_of("RIO", 90_005)).await;
    let first = world.grid(json!({"ROWS": 7})).await;
    let six_digits = ["RIO-100000", "RIO-100001", "RIO-100002", "RIO-100003", "RIO-100004", "RIO-100005"];
    assert_eq!(first.ids(), [&six_digits[..], &["RIO-10001"]].concat());
    let last = world.grid(all_of(&[filter("pfs_id", ">", "RIO-99997")])).await;
    assert_eq!(last.ids(), ["RIO-99998", "RIO-99999"]);
    assert_eq!(last.page()["METADATA"]["RECORDS"], 2);
}

#[tokio::test]
async fn pages_by_position_fit_together() {
    let world = world().await;
    let mut ids = Vec::new();
    for (cursor, rows, more) in [(1, 15, "+"), (16, 15, "+"), (31, 15, "-"), (41, 15, "-"), (4_000, 15, "-")]
    {
        let page = world.grid(json!({"ROWS": rows, "CURSOR": cursor})).await;
        assert_eq!(page.page()["METADATA"]["MORERECORDPRESENT"], more, "{cursor}");
        assert_eq!(page.page()["METADATA"]["RECORDS"], 40);
        ids.extend(page.ids().into_iter().map(str::to_owned));
    }
    assert_eq!(ids.len(), 40);
    assert!(ids.is_sorted());
}

#[tokio::test]
async fn pems_may_return_fewer_rows_than_asked_for() {
    let world = world().await;
    world.control().set_page_rows(7).unwrap();
    let page = world.grid(json!({"ROWS": 100})).await;
    assert_eq!((page.rows().len(), &page.page()["METADATA"]["MORERECORDPRESENT"]), (7, &json!("+")));
}

#[tokio::test]
async fn every_operator_compares_by_the_columns_type() {
    let world = started(small().records_of("RIO", 300)).await;
    let records = world.control().records("RIO");
    let rate = records.iter().find_map(|r| r.money(Field::MonthlyRate)).unwrap();
    let day = records.iter().find_map(|r| r.date(Field::ForecastEnd)).unwrap();
    for (operator, holds) in [
        ("=", (|o| o == 0) as fn(i8) -> bool),
        ("<", |o| o < 0),
        (">", |o| o > 0),
        ("<=", |o| o <= 0),
        (">=", |o| o >= 0),
    ] {
        let expect = |alias: &str, value: String, order: &dyn Fn(&pfa_domain::PfaRecord) -> Option<i8>| {
            let ids: Vec<String> = records
                .iter()
                .filter(|r| order(r).is_some_and(holds))
                .map(|r| r.id.pfa_id.to_string())
                .collect();
            (all_of(&[filter(alias, operator, &value)]), ids)
        };
        let cases = [
            expect("pfs_a_rate", rate.to_string(), &|r| {
                r.money(Field::MonthlyRate).map(|m| m.cmp(&rate) as i8)
            }),
            expect("pfs_f_end", day.to_string(), &|r| r.date(Field::ForecastEnd).map(|d| d.cmp(&day) as i8)),
            expect("pfs_updatecount", "5".into(), &|r| Some(r.version.cmp(&5) as i8)),
            expect("pfs_a_category", "Cranes".into(), &|r| {
                r.text(Field::Category).map(|c| c.cmp("Cranes") as i8)
            }),
            expect("pfs_id", "RIO-10100".into(), &|r| Some(r.id.pfa_id.as_str().cmp("RIO-10100") as i8)),
        ];
        for (request, ids) in cases {
            let page = world.grid(request.clone()).await;
            assert_eq!(page.ids(), ids, "{request}");
        }
    }
}

#[tokio::test]
async fn begins_matches_the_start_of_the_cell_and_all_filters_must_hold() {
    let world = started(small().records_of("RIO", 300)).await;
    let records = world.control().records("RIO");
    let mut request = all_of(&[filter("pfs_id", "BEGINS", "RIO-101"), filter("pfs_a_source", "=", "Rental")]);
    request["ADDON_FILTER"] = filter("pfa_act", "=", "false");
    let expected: Vec<&str> = records
        .iter()
        .filter(|r| r.id.pfa_id.as_str().starts_with("RIO-101"))
        .filter(|r| r.source() == Some(pfa_domain::Source::Rental) && !r.is_actualized())
        .map(|r| r.id.pfa_id.as_str())
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(world.grid(request).await.ids(), expected);
}

#[tokio::test]
async fn the_empty_value_finds_empty_cells_and_contradictions_find_nothing() {
    let world = world().await;
    let empty = world.control().records("RIO").iter().filter(|r| r.get(Field::Equipment).is_null()).count();
    assert_eq!(world.grid(all_of(&[filter("pfs_equipment", "=", "")])).await.rows().len(), empty);
    assert_eq!(world.grid(all_of(&[filter("pfs_equipment", ">", "")])).await.rows().len(), 40 - empty);
    for (from, to) in [("RIO-10009", "RIO-10003"), ("RIO-10003", "RIO-10003"), ("ZZZ", "A")] {
        let page = world.grid(all_of(&[filter("pfs_id", ">", from), filter("pfs_id", "<", to)])).await;
        assert_eq!((page.rows().len(), &page.page()["METADATA"]["RECORDS"]), (0, &json!(0)));
    }
    let one =
        world.grid(all_of(&[filter("pfs_id", ">=", "RIO-10003"), filter("pfs_id", "<=", "RIO-10003")])).await;
    assert_eq!(one.ids(), ["RIO-10003"]);
}

#[tokio::test]
async fn rows_are_sorted_by_the_column_asked_for_either_way() {
    let world = started(small().records_of("RIO", 200)).await;
    let mut by_rate = world.control().records("RIO");
    by_rate.sort_by_key(|r| r.money(Field::MonthlyRate));
    for (kind, reversed) in [("ASC", false), ("DESC", true)] {
        let page = world.grid(json!({"ADDON_SORT": {"ALIAS_NAME": "pfs_a_rate", "TYPE": kind}})).await;
        let rates: Vec<_> = page.rows().iter().map(|row| row["pfs_a_rate"].as_str().unwrap()).collect();
        let mut expected: Vec<String> = by_rate
            .iter()
            .map(|r| r.money(Field::MonthlyRate).map(|m| m.to_string()).unwrap_or_default())
            .collect();
        if reversed {
            expected.reverse();
        }
        assert_eq!(rates, expected);
        let by_id = world.grid(json!({"ADDON_SORT": {"ALIAS_NAME": "pfs_id", "TYPE": kind}})).await;
        assert_eq!(by_id.ids()[0], if reversed { "RIO-10200" } else { "RIO-10001" });
    }
}

#[tokio::test]
async fn what_changed_since_a_page_is_found_by_its_server_time() {
    let world = world().await;
    let since =
        world.grid(json!({})).await.page()["METADATA"]["SERVERTIMESTAMP"].as_str().unwrap().to_owned();
    let id = world.editable();
    world.put(&id, world.version(&id), json!({"model": "m"}), KEY).await.ok();
    let changed = world.grid(all_of(&[filter("pfs_f_intlastupdated", ">=", &since)])).await;
    assert_eq!(changed.ids(), [id.as_str()]);
    world.control().set_capabilities([Capability::Batch]);
    world.grid(all_of(&[filter("pfs_f_intlastupdated", ">=", &since)])).await.refused(400, "INVALID_REQUEST");
}

#[tokio::test]
async fn the_servers_clock_stamps_pages_and_writes() {
    let world = world().await;
    world.control().set_clock_offset(-86_400).unwrap();
    let before = world.control().now();
    let id = world.editable();
    let seen = world.put(&id, world.version(&id), json!({"model": "m"}), KEY).await;
    let at: chrono::DateTime<chrono::Utc> = seen.ok()["updatedAt"].as_str().unwrap().parse().unwrap();
    assert!((0..3_600).contains(&(at - before).num_seconds()), "a day behind, as the control set it");
}

#[tokio::test]
async fn a_request_that_does_not_fit_its_schema_is_400() {
    let world = world().await;
    let broken = [
        json!({"GRID": {"GRID_NAME": "OTHER", "NUMBER_OF_ROWS_FIRST_RETURNED": 1}}),
        json!({"GRID": {"GRID_NAME": "CUPFAG"}}),
        json!({"GRID": []}),
        json!({"ROWS": 0}),
        json!({"ROWS": 10_001}),
        json!({"ROWS": "5"}),
        json!({"CURSOR": 0}),
        json!({"GRID_TYPE": {"TYPE": "OTHER"}}),
        json!({"REQUEST_TYPE": "OTHER"}),
        json!({"LOV_PARAMETER": []}),
        json!({"ADDON_SORT": {"ALIAS_NAME": "pfs_id"}}),
        json!({"ADDON_SORT": {"ALIAS_NAME": "nothing", "TYPE": "ASC"}}),
        json!({"ADDON_FILTER": filter("nothing", "=", "x")}),
        json!({"ADDON_FILTER": filter("pfs_id", "LIKE", "x")}),
        json!({"ADDON_FILTER": filter("pfs_a_rate", ">", "much")}),
        json!({"ADDON_FILTER": filter("pfs_f_end", ">", "2026-6-5")}),
        json!({"ADDON_FILTER": {"ALIAS_NAME": "pfs_id", "OPERATOR": "=", "VALUE": 1}}),
        json!({"MULTIADDON_FILTERS": {"MADDON_FILTER": {}}}),
        json!({"MULTIADDON_FILTERS": {"MADDON_FILTER": vec![filter("pfs_id", "=", "x"); 101]}}),
    ];
    for parts in broken {
        world.grid(parts.clone()).await.refused(400, "INVALID_REQUEST");
    }
    let large = world
        .request(Method::POST, "/griddata")
        .header("content-type", "application/json")
        .body(" ".repeat(2 * 1024 * 1024));
    seen(large).await.refused(400, "INVALID_REQUEST");
}
