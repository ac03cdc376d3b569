SELECT version, area_silo, category, forecast_category, class, description, source, dor,
  is_actualized, is_discontinued, is_funds_transferable, monthly_rate, purchase_price, manufacturer, model,
  original_start, original_end, forecast_start, forecast_end, actual_start, actual_end, contract, equipment,
  last_changed_by, last_changed_at, plan_cost, forecast_cost, actual_cost, variance,
  sync_status, status_at, status_reason, changed
FROM pfa_current WHERE organization = ?1 AND pfa_id = ?2
