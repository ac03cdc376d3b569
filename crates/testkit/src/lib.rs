//! For tests only: small records in order, and changes of them.

use pfa_domain::{Delta, Draft, Field, FieldValue, Organization, PfaId, PfaRecord, RecordId};
use serde_json::json;

/// A record in order with this version, model and contract.
pub fn record(version: u64, model: &str, contract: &str) -> PfaRecord {
    let id = RecordId::new(
        Organization::new("RIO").expect("a fixture in order"),
        PfaId::new("RIO-1").expect("a fixture in order"),
    );
    let members = json!({
        "areaSilo": "Silo 1", "category": "Cranes", "class": "Crawler", "source": "Rental", "dor": "BEO",
        "isActualized": false, "isDiscontinued": false, "isFundsTransferable": false,
        "monthlyRate": "100.00", "model": model, "contract": contract, "lastChangedBy": "jane",
    });
    PfaRecord::from_json(id, version, members.as_object().expect("a fixture in order"))
        .expect("a fixture in order")
}

/// The model changed.
pub fn change(model: &str) -> Delta {
    [(Field::Model, FieldValue::Text(model.into()))].into_iter().collect()
}

/// A draft with the model changed.
pub fn draft_on(record: &PfaRecord, model: &str) -> Draft {
    Draft::on(record).edit(record, &change(model), &Delta::default()).expect("a fixture in order")
}
