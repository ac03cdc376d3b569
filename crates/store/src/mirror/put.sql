INSERT INTO pfa_mirror (organization, pfa_id, version, checksum, record, unknown, seen_version, sweep, observed_at)
VALUES (:organization, :pfa_id, :version, :checksum, :record, :unknown, :version, :sweep, :at)
ON CONFLICT (organization, pfa_id) DO UPDATE SET
  version = excluded.version, checksum = excluded.checksum, record = excluded.record, unknown = excluded.unknown,
  seen_version = CASE WHEN :accept OR seen_version < excluded.version THEN excluded.version ELSE seen_version END,
  sweep = max(sweep, excluded.sweep), gone_at = NULL, observed_at = excluded.observed_at
