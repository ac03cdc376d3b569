INSERT INTO pfa_current
  (organization, pfa_id, version, area_silo, category, forecast_category, class, description, source, dor,
   is_actualized, is_discontinued, is_funds_transferable, monthly_rate, purchase_price, manufacturer, model,
   original_start, original_end, forecast_start, forecast_end, actual_start, actual_end, contract, equipment,
   last_changed_by, last_changed_at, plan_cost, forecast_cost, actual_cost, variance,
   sync_status, status_at, status_reason, changed)
VALUES
  (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
   ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)
