//! Small records for this crate's tests.

use pfa_domain::{Delta, Draft, Field, FieldValue, Organization, PfaId, PfaRecord, RecordId};
use serde_json::json;

/// A record in order with this version, model and contract.
pub fn record(version: u64, model: &str, contract: &str) -> PfaRecord {
    let id = RecordId::new(Organization::new("RIO").unwrap(), PfaId::new("RIO-1").unwrap());
    let members = json!({
        "areaSilo": "Silo 1", "category": "Cranes", "class": "Crawler", "source": "Rental", "dor": "BEO",
        "isActualized": false, "isDiscontinued": false, "isFundsTransferable": false,
        "monthlyRate": "100.00", "model": model, "contract": contract, "lastChangedBy": "jane",
    });
    PfaRecord::from_json(id, version, members.as_object().unwrap()).unwrap()
}

/// The model changed.
pub fn change(model: &str) -> Delta {
    [(Field::Model, FieldValue::Text(model.into()))].into_iter().collect()
}

/// A draft with the model changed.
pub fn draft_on(record: &PfaRecord, model: &str) -> Draft {
    Draft::on(record).edit(record, &change(model), &Delta::default()).unwrap()
}
