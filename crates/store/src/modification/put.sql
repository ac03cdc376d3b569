INSERT INTO pfa_modification
  (organization, pfa_id, delta, base, base_version, revision, sync_status, synced_at, sync_error, pems_version, reason, changed_at, changed_by, what_if)
VALUES
  (:organization, :pfa_id, :delta, :base, :base_version, :revision, :sync_status, :synced_at, :sync_error, :pems_version, :reason, :changed_at, :changed_by, :what_if)
ON CONFLICT (organization, pfa_id) DO UPDATE SET
  delta = excluded.delta, base = excluded.base, base_version = excluded.base_version, revision = excluded.revision,
  sync_status = excluded.sync_status, synced_at = excluded.synced_at, sync_error = excluded.sync_error,
  pems_version = excluded.pems_version, reason = excluded.reason, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
  what_if = excluded.what_if
RETURNING id
