SELECT id FROM pfa_write_queue INDEXED BY pfa_write_queue_due
WHERE organization = :organization AND status = 'pending'
  AND (scheduled_at <= :now OR scheduled_at > :latest OR created_at > :now OR sent_at > :now)
ORDER BY priority DESC, scheduled_at
LIMIT :limit
