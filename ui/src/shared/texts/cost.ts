// Costs over time.

export const cost = {
  label: "Cost",
  scale: "Columns",
  scales: { month: "Months", quarter: "Quarters", year: "Years" },
  group: (currency: string) => `Group, ${currency}`,
  allGroups: "All groups",
  allRecords: "All records",
  matrix: "Cost by period",
  total: "Total",
  undated: "No date",
  undatedHelp: "Purchases without a start date fall on no day.",
  quarterOf: (n: number, year: string) => `Q${n} ${year}`,
  chart: "Cumulative cost",
  unit: { one: (currency: string) => currency, thousand: (currency: string) => `${currency} thousand`, million: (currency: string) => `${currency} million` },
  legend: { plan: "Plan, dotted", forecast: "Forecast, solid", actual: "Actual, thin once ahead" },
  to: (date: string) => `To ${date}`,
  readout: (to: string, plan: string, forecast: string, actual: string, variance: string) =>
    `${to}: plan ${plan}, forecast ${forecast}, actual ${actual}, variance ${variance}`,
  period: "Period",
  whole: "Whole amounts shown; totals add exact ones",
  cell: (group: string, band: string, period: string, amount: string) => `${group}, ${band}, ${period}: ${amount}`,
};
