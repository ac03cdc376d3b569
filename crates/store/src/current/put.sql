INSERT INTO pfa_current
  (organization, pfa_id, version, area_silo, category, forecast_category, class, description, source, dor,
   is_actualized, is_discontinued, is_funds_transferable, monthly_rate, purchase_price, manufacturer, model,
   original_start, original_end, forecast_start, forecast_end, actual_start, actual_end, contract, equipment,
   last_changed_by, last_changed_at, plan_cost, forecast_cost, actual_cost, variance,
   sync_status, status_at, status_reason, changed, search)
VALUES
  (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25,
   ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36)
ON CONFLICT (organization, pfa_id) DO UPDATE SET
  version = excluded.version, area_silo = excluded.area_silo, category = excluded.category,
  forecast_category = excluded.forecast_category, class = excluded.class, description = excluded.description,
  source = excluded.source, dor = excluded.dor, is_actualized = excluded.is_actualized,
  is_discontinued = excluded.is_discontinued, is_funds_transferable = excluded.is_funds_transferable,
  monthly_rate = excluded.monthly_rate, purchase_price = excluded.purchase_price,
  manufacturer = excluded.manufacturer, model = excluded.model, original_start = excluded.original_start,
  original_end = excluded.original_end, forecast_start = excluded.forecast_start,
  forecast_end = excluded.forecast_end, actual_start = excluded.actual_start, actual_end = excluded.actual_end,
  contract = excluded.contract, equipment = excluded.equipment, last_changed_by = excluded.last_changed_by,
  last_changed_at = excluded.last_changed_at, plan_cost = excluded.plan_cost, forecast_cost = excluded.forecast_cost,
  actual_cost = excluded.actual_cost, variance = excluded.variance, sync_status = excluded.sync_status,
  status_at = excluded.status_at, status_reason = excluded.status_reason, changed = excluded.changed,
  search = excluded.search
