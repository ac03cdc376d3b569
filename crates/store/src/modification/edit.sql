UPDATE pfa_modification SET
  delta = :delta, base = :base, base_version = :base_version, revision = :revision, synced_at = :synced_at,
  sync_error = :sync_error, pems_version = :pems_version, reason = :reason, changed_at = :changed_at, changed_by = :changed_by
WHERE organization = :organization AND pfa_id = :pfa_id AND sync_status = :sync_status AND what_if IS :what_if
RETURNING id
