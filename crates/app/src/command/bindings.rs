//! The TypeScript of all that crosses to the window.

use super::declarations;
use crate::event::{
    AppEvent, ChangeFeed, Changed, Connection, EditProgress, LeftOut, Progress, ProgressPhase, StepDone,
    Topic,
};
use crate::settings::{
    Language, Layer, LogDetail, NotificationKind, ProxyMode, Schedule, SettingKey, SettingProblem, Settings,
    Theme, UpdateChannel,
};
use crate::sync::Trigger;
use crate::unsent::ExportFormat;
use crate::{alert, conflict, doctor, failed, run, view};
use pfa_domain::{CoupledGroup, Field, Permission, Side, SyncStatus};
use std::fmt::Write as _;
use ts_rs::{Config, TS};

const HEAD: &str = "// Made by `cargo xtask bindings` from the Rust of crates/app. Do not edit by hand.\n";

/// The file `ui/src/ipc/bindings.ts`.
pub fn bindings() -> String {
    let config = Config::new().with_large_int("number");
    let mut file = String::from(HEAD);
    let names: Vec<String> = ["pfaId", "organization"]
        .into_iter()
        .chain(Field::ALL.into_iter().map(Field::name))
        .map(|name| format!("\"{name}\""))
        .collect();
    let _ = write!(
        file,
        "\n/** A field of a PFA record, by its camelCase name. */\nexport type Field = {};\n\n\
         /** Text as it is, money \"1234.50\", a date \"2026-06-15\", an instant RFC 3339; null is empty. */\n\
         export type Value = string | boolean | null;\n\n\
         export type RunStatus = \"running\" | \"done\" | \"with_conflicts\" | \"with_failures\" | \"stopped\" | \"offline\";\n",
        names.join(" | ")
    );
    for declaration in types(&config) {
        // A line a member, its doc comment on the line before.
        let tidy = declaration.replace("\n/**\n * ", "\n  /** ").replace("\n */\n", " */\n  ");
        let _ = write!(file, "\nexport {tidy}\n");
    }
    file.push_str(
        "\n/** Every command: its arguments and what it answers. */\nexport interface Commands {\n",
    );
    for (name, args, result) in declarations(&config) {
        let args: Vec<String> = args.iter().map(|(arg, ty)| format!("{}: {ty}", camel(arg))).collect();
        let args = if args.is_empty() {
            "Record<string, never>".to_owned()
        } else {
            format!("{{ {} }}", args.join("; "))
        };
        let _ = writeln!(file, "  {name}: {{ args: {args}; result: {result} }};");
    }
    file.push_str("}\n");
    file
}

fn types(c: &Config) -> Vec<String> {
    let mut all = vec![
        SyncStatus::decl(c),
        Permission::decl(c),
        CoupledGroup::decl(c),
        Side::decl(c),
        Topic::decl(c),
        LeftOut::decl(c),
        StepDone::decl(c),
        Changed::decl(c),
        Connection::decl(c),
        ChangeFeed::decl(c),
        ProgressPhase::decl(c),
        Progress::decl(c),
        EditProgress::decl(c),
        AppEvent::decl(c),
        Theme::decl(c),
        Language::decl(c),
        NotificationKind::decl(c),
        ProxyMode::decl(c),
        UpdateChannel::decl(c),
        LogDetail::decl(c),
        Schedule::decl(c),
        Settings::decl(c),
        SettingKey::decl(c),
        Layer::decl(c),
        SettingProblem::decl(c),
        view::SettingView::decl(c),
        Trigger::decl(c),
        conflict::ChangedBy::decl(c),
        conflict::Origin::decl(c),
        failed::WhoActs::decl(c),
    ];
    all.extend(view_types(c));
    all.extend(watch_types(c));
    all.extend(rescue_types(c));
    all
}

fn view_types(c: &Config) -> Vec<String> {
    vec![
        view::Values::decl(c),
        view::ErrorCode::decl(c),
        view::ViolationView::decl(c),
        view::ErrorView::decl(c),
        view::Stage::decl(c),
        view::OrganizationView::decl(c),
        view::SessionView::decl(c),
        view::AppState::decl(c),
        view::SignInView::decl(c),
        view::ApprovalView::decl(c),
        view::CostView::decl(c),
        view::SortBy::decl(c),
        view::SortView::decl(c),
        view::FilterBy::decl(c),
        view::FilterOp::decl(c),
        view::FilterView::decl(c),
        view::GroupBy::decl(c),
        view::GroupPathView::decl(c),
        view::RecordQuery::decl(c),
        view::Row::decl(c),
        view::TotalsView::decl(c),
        view::SpansView::decl(c),
        view::LineView::decl(c),
        view::LineWindow::decl(c),
        view::EditView::decl(c),
        view::TargetView::decl(c),
        view::BulkChangeView::decl(c),
        view::FieldVerdictView::decl(c),
        view::EditVerdictView::decl(c),
        view::ReasonView::decl(c),
        view::EditCheckView::decl(c),
        view::PreviewCost::decl(c),
        view::LinePreviewView::decl(c),
        view::JournalStateView::decl(c),
        view::ColumnSpecView::decl(c),
        view::Scale::decl(c),
        view::ViewScreen::decl(c),
        view::ViewSpec::decl(c),
        view::SavedViewView::decl(c),
        view::WhatIfView::decl(c),
        crate::table::TableFormat::decl(c),
        view::Mapping::decl(c),
        view::ImportOpened::decl(c),
        view::BadRowView::decl(c),
        view::ImportCheckView::decl(c),
        view::ViewExport::decl(c),
        crate::cost::Scale::decl(c),
        view::CostSeries::decl(c),
        view::CostParts::decl(c),
        view::CostLineView::decl(c),
        view::CostMatrixView::decl(c),
        view::Facet::decl(c),
        view::Change::decl(c),
        view::DraftView::decl(c),
        view::WriteView::decl(c),
        view::VersionKind::decl(c),
        view::VersionView::decl(c),
        view::RecordDetail::decl(c),
        view::DraftCheckView::decl(c),
        view::GuardView::decl(c),
        view::SyncStatusView::decl(c),
        view::ConflictSummary::decl(c),
        view::ConflictField::decl(c),
        view::ConflictDetail::decl(c),
        view::ConflictChoice::decl(c),
        view::ResultValue::decl(c),
        view::ConflictPreviewView::decl(c),
        conflict::ShownConflict::decl(c),
        conflict::Stayed::decl(c),
        view::SidesOfField::decl(c),
        view::ManyPreviewView::decl(c),
        view::ManyResolvedView::decl(c),
        view::MergeUndone::decl(c),
        view::AttemptView::decl(c),
        view::Cause::decl(c),
        view::FailedItem::decl(c),
        view::RollbackChange::decl(c),
        view::RollbackPreviewView::decl(c),
        ExportFormat::decl(c),
        view::UnreadableChange::decl(c),
        view::UnsentExport::decl(c),
    ]
}

/// What is for whoever watches sync.
fn watch_types(c: &Config) -> Vec<String> {
    vec![
        view::DashboardQuery::decl(c),
        view::LatencyGroup::decl(c),
        view::LatencyView::decl(c),
        view::QueueView::decl(c),
        view::CauseCount::decl(c),
        view::FailedDetail::decl(c),
        view::DashboardPoint::decl(c),
        view::DashboardView::decl(c),
        view::AuditQueryView::decl(c),
        view::AuditRowView::decl(c),
        view::AuditPageView::decl(c),
        view::AuditVerdictView::decl(c),
        view::Exported::decl(c),
        run::ShownVersion::decl(c),
        view::RunRollbackItem::decl(c),
        view::RunRollbackPreviewView::decl(c),
        view::RunRolledBackView::decl(c),
        alert::AlertKind::decl(c),
        alert::Alert::decl(c),
        view::RunView::decl(c),
        view::RunQueryView::decl(c),
        view::RunPage::decl(c),
        view::RunItemView::decl(c),
        view::QuarantineItem::decl(c),
    ]
}

/// What is against loss, and for support.
fn rescue_types(c: &Config) -> Vec<String> {
    vec![
        view::ScratchView::decl(c),
        doctor::Check::decl(c),
        doctor::Said::decl(c),
        doctor::Help::decl(c),
        doctor::Finding::decl(c),
        view::BundleFileView::decl(c),
        view::BundleView::decl(c),
        view::SavedFile::decl(c),
        view::RepairView::decl(c),
        view::LeftView::decl(c),
        view::RecoveryView::decl(c),
        view::RecoveryCodeView::decl(c),
    ]
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}
