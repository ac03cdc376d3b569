SELECT id FROM sync_run INDEXED BY sync_run_idle
WHERE organization = :organization AND status = 'done' AND pulled + pushed + quarantined = 0
  AND started_at < :before
  AND +started_at < (SELECT started_at FROM sync_run INDEXED BY sync_run_idle
    WHERE organization = :organization AND status = 'done' AND pulled + pushed + quarantined = 0
    ORDER BY started_at DESC LIMIT 1 OFFSET :runs - 1)
ORDER BY started_at LIMIT :limit
