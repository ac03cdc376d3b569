//! The fields of a PFA record: name, grid alias, type and who may write it.
//!
//! Source: the PEMS field list (`contract/fields.md`).

use crate::Permission;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A field of a record other than its identity and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is documented by its row in contract/fields.md")]
pub enum Field {
    AreaSilo,
    Category,
    ForecastCategory,
    Class,
    Description,
    Source,
    Dor,
    IsActualized,
    IsDiscontinued,
    IsFundsTransferable,
    MonthlyRate,
    PurchasePrice,
    Manufacturer,
    Model,
    OriginalStart,
    OriginalEnd,
    ForecastStart,
    ForecastEnd,
    ActualStart,
    ActualEnd,
    Contract,
    Equipment,
    LastChangedBy,
    LastChangedAt,
}

/// The type of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text of at most `max` code points; newlines only where `lines`.
    Text {
        /// The most code points.
        max: usize,
        /// Whether a newline may stand in it.
        lines: bool,
    },
    /// An exact amount.
    Money,
    /// A calendar date.
    Date,
    /// True or false.
    Bool,
    /// Rental or Purchase.
    Source,
    /// BEO or PROJECT.
    Dor,
    /// A moment in UTC.
    Instant,
}

/// Who may write a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// Nobody: it never changes.
    Nobody,
    /// PEMS alone.
    Pems,
    /// A person with this permission.
    Person(Permission),
}

/// Fields that stand or fall together in a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum CoupledGroup {
    /// forecastStart, forecastEnd.
    Forecast,
    /// actualStart, actualEnd.
    Actual,
    /// source, monthlyRate, purchasePrice.
    Money,
}

/// A word that names no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no field is called {0:?}")]
pub struct UnknownField(pub String);

struct Spec {
    name: &'static str,
    alias: &'static str,
    label: &'static str,
    kind: Kind,
    nullable: bool,
    writer: Writer,
}

const FORECAST: Writer = Writer::Person(Permission::EditForecast);
const ACTUALS: Writer = Writer::Person(Permission::EditActuals);

const fn text(max: usize) -> Kind {
    Kind::Text { max, lines: false }
}

const fn spec(
    name: &'static str,
    alias: &'static str,
    label: &'static str,
    kind: Kind,
    nullable: bool,
    writer: Writer,
) -> Spec {
    Spec { name, alias, label, kind, nullable, writer }
}

const SPECS: [Spec; Field::COUNT] = [
    spec("areaSilo", "pfs_a_corporate", "Area", text(80), false, Writer::Nobody),
    spec("category", "pfs_a_category", "Category", text(80), false, FORECAST),
    spec("forecastCategory", "pfs_f_category", "Forecast category", text(80), true, FORECAST),
    spec("class", "pfs_f_class", "Class", text(80), false, FORECAST),
    spec("description", "pfs_a_desc", "Description", Kind::Text { max: 500, lines: true }, true, FORECAST),
    spec("source", "pfs_a_source", "Source", Kind::Source, false, FORECAST),
    spec("dor", "pfs_a_dor", "Who pays", Kind::Dor, false, FORECAST),
    spec("isActualized", "pfa_act", "Actualized", Kind::Bool, false, Writer::Pems),
    spec("isDiscontinued", "pfa_dis", "Discontinued", Kind::Bool, false, FORECAST),
    spec("isFundsTransferable", "pfs_ft", "Funds transferable", Kind::Bool, false, FORECAST),
    spec("monthlyRate", "pfs_a_rate", "Monthly rate", Kind::Money, true, FORECAST),
    spec("purchasePrice", "pfs_a_price", "Purchase price", Kind::Money, true, FORECAST),
    spec("manufacturer", "pfs_f_manufact", "Manufacturer", text(80), true, FORECAST),
    spec("model", "pfs_f_model", "Model", text(80), true, FORECAST),
    spec("originalStart", "pfs_a_start", "Plan start", Kind::Date, true, Writer::Nobody),
    spec("originalEnd", "pfs_a_end", "Plan end", Kind::Date, true, Writer::Nobody),
    spec("forecastStart", "pfs_f_start", "Forecast start", Kind::Date, true, FORECAST),
    spec("forecastEnd", "pfs_f_end", "Forecast end", Kind::Date, true, FORECAST),
    spec("actualStart", "pfs_act_start", "Actual start", Kind::Date, true, ACTUALS),
    spec("actualEnd", "pfs_act_end", "Actual end", Kind::Date, true, ACTUALS),
    spec("contract", "pfs_contract", "Contract", text(80), true, FORECAST),
    spec("equipment", "pfs_equipment", "Asset tag", text(80), true, FORECAST),
    // PEMS may leave the two empty, as for a record that nobody has changed since an import.
    spec("lastChangedBy", "pfs_f_last_change_by", "Last changed by", text(200), true, Writer::Pems),
    spec("lastChangedAt", "pfs_f_intlastupdated", "Last changed", Kind::Instant, true, Writer::Pems),
];

impl Field {
    /// How many there are.
    pub const COUNT: usize = 24;

    /// All of them, in the order of the field list.
    pub const ALL: [Field; Field::COUNT] = [
        Field::AreaSilo,
        Field::Category,
        Field::ForecastCategory,
        Field::Class,
        Field::Description,
        Field::Source,
        Field::Dor,
        Field::IsActualized,
        Field::IsDiscontinued,
        Field::IsFundsTransferable,
        Field::MonthlyRate,
        Field::PurchasePrice,
        Field::Manufacturer,
        Field::Model,
        Field::OriginalStart,
        Field::OriginalEnd,
        Field::ForecastStart,
        Field::ForecastEnd,
        Field::ActualStart,
        Field::ActualEnd,
        Field::Contract,
        Field::Equipment,
        Field::LastChangedBy,
        Field::LastChangedAt,
    ];

    /// The camelCase name of the REST answers, the command line and the window.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The lower-case EAM alias of the grid.
    pub fn alias(self) -> &'static str {
        self.spec().alias
    }

    /// The name for a sentence meant for a person.
    pub fn label(self) -> &'static str {
        self.spec().label
    }

    /// The type of its values.
    pub fn kind(self) -> Kind {
        self.spec().kind
    }

    /// Whether it may be empty.
    pub fn nullable(self) -> bool {
        self.spec().nullable
    }

    /// Who may write it.
    pub fn writer(self) -> Writer {
        self.spec().writer
    }

    /// The permission that writing it takes; `None` where no person may.
    pub fn permission(self) -> Option<Permission> {
        match self.writer() {
            Writer::Person(permission) => Some(permission),
            Writer::Nobody | Writer::Pems => None,
        }
    }

    /// Whether any person may write it.
    pub fn editable(self) -> bool {
        self.permission().is_some()
    }

    /// The field with this grid alias.
    pub fn from_alias(alias: &str) -> Option<Field> {
        Self::ALL.into_iter().find(|f| f.alias() == alias)
    }

    /// The group that it stands or falls with.
    pub fn group(self) -> Option<CoupledGroup> {
        CoupledGroup::ALL.into_iter().find(|g| g.fields().contains(&self))
    }

    fn spec(self) -> &'static Spec {
        &SPECS[self as usize]
    }
}

impl CoupledGroup {
    /// All groups.
    pub const ALL: [CoupledGroup; 3] = [CoupledGroup::Forecast, CoupledGroup::Actual, CoupledGroup::Money];

    /// The members.
    pub fn fields(self) -> &'static [Field] {
        match self {
            CoupledGroup::Forecast => &[Field::ForecastStart, Field::ForecastEnd],
            CoupledGroup::Actual => &[Field::ActualStart, Field::ActualEnd],
            CoupledGroup::Money => &[Field::Source, Field::MonthlyRate, Field::PurchasePrice],
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Field {
    type Err = UnknownField;
    fn from_str(name: &str) -> Result<Self, UnknownField> {
        Self::ALL
            .into_iter()
            .find(|f| f.name() == name)
            .ok_or_else(|| UnknownField(name.chars().take(60).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_and_the_names_agree() {
        for (position, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, position);
            assert_eq!(field.name().parse(), Ok(field));
            assert_eq!(Field::from_alias(field.alias()), Some(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.name());
        }
    }

    #[test]
    fn a_person_reads_a_field_by_its_label_and_a_machine_by_its_name() {
        assert_eq!(Field::Equipment.label(), "Asset tag");
        assert_eq!(Field::Equipment.to_string(), "equipment");
        let labels: BTreeSet<_> = Field::ALL.into_iter().map(Field::label).collect();
        assert_eq!(labels.len(), Field::COUNT, "no two are read alike");
    }

    #[test]
    fn no_person_writes_what_pems_keeps_for_itself() {
        let read_only: Vec<_> = Field::ALL.into_iter().filter(|field| !field.editable()).collect();
        assert!(read_only.contains(&Field::LastChangedBy) && read_only.contains(&Field::LastChangedAt));
        assert!(read_only.iter().all(|field| field.permission().is_none()), "{read_only:?}");
    }

    #[test]
    fn only_editable_fields_are_coupled() {
        for group in CoupledGroup::ALL {
            assert!(group.fields().iter().all(|f| f.editable() && f.group() == Some(group)));
        }
    }
}
