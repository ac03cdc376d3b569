INSERT INTO pfa_sync_conflict
  (id, organization, pfa_id, modification_id, base, base_version, local, pems, pems_version, fields, rule, committed,
   by_hand, drafted_at, status, opened_at, resolved_at, resolved_by)
VALUES
  (:id, :organization, :pfa_id, :modification_id, :base, :base_version, :local, :pems, :pems_version, :fields, :rule, :committed,
   :by_hand, :drafted_at, :status, :at, :resolved_at, :resolved_by)
