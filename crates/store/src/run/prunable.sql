SELECT r.id FROM sync_run r INDEXED BY sync_run_started
WHERE r.organization = :organization AND r.started_at < :before AND r.status <> 'running'
  AND NOT (r.status = 'done' AND r.pulled + r.pushed + r.quarantined = 0)
  -- The plus keeps the newest from being counted where nothing is old enough.
  AND +r.started_at < (SELECT started_at FROM sync_run INDEXED BY sync_run_started
    WHERE organization = :organization AND NOT (status = 'done' AND pulled + pushed + quarantined = 0)
    ORDER BY started_at DESC LIMIT 1 OFFSET :runs - 1)
  AND NOT EXISTS (SELECT 1 FROM sync_run_item i
    JOIN pfa_write_queue w ON w.organization = r.organization AND w.pfa_id = i.pfa_id AND w.status = 'failed'
    WHERE i.run_id = r.id AND i.action = 'failed')
  AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.organization = r.organization AND q.run_id = r.id)
ORDER BY r.started_at LIMIT :limit
