INSERT INTO pfa_write_queue
  (id, organization, pfa_id, modification_id, operation, payload, base_version, revision, reason, idempotency_key,
   status, committed, priority, scheduled_at, created_at, created_by)
VALUES
  (:id, :organization, :pfa_id, :modification_id, :operation, :payload, :base_version, :revision, :reason, :key,
   'pending', :committed, :priority, :at, :at, :by)
