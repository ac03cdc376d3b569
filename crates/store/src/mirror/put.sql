INSERT INTO pfa_mirror (organization, pfa_id, version, checksum, record, unknown, seen_version, sweep, observed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3, ?7, ?9)
ON CONFLICT (organization, pfa_id) DO UPDATE SET
  version = excluded.version, checksum = excluded.checksum, record = excluded.record, unknown = excluded.unknown,
  seen_version = CASE WHEN ?8 OR gone_at IS NOT NULL OR seen_version < excluded.version THEN excluded.version ELSE seen_version END,
  sweep = max(sweep, excluded.sweep), gone_at = NULL, observed_at = excluded.observed_at
