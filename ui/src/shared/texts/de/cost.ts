// Kosten im Verlauf.

export const cost = {
  label: "Kosten",
  scale: "Spalten",
  scales: { month: "Monate", quarter: "Quartale", year: "Jahre" },
  group: (currency: string) => `Gruppe, ${currency}`,
  allGroups: "Alle Gruppen",
  allRecords: "Alle Datensätze",
  matrix: "Kosten je Zeitraum",
  total: "Summe",
  undated: "Ohne Datum",
  undatedHelp: "Käufe ohne Beginn fallen auf keinen Tag.",
  quarterOf: (n: number, year: string) => `Q${n} ${year}`,
  chart: "Kumulierte Kosten",
  unit: { one: (currency: string) => currency, thousand: (currency: string) => `Tausend ${currency}`, million: (currency: string) => `Millionen ${currency}` },
  legend: { plan: "Plan, gepunktet", forecast: "Prognose, durchgezogen", actual: "Ist, dünn nach heute" },
  to: (date: string) => `Bis ${date}`,
  readout: (to: string, plan: string, forecast: string, actual: string, variance: string) =>
    `${to}: Plan ${plan}, Prognose ${forecast}, Ist ${actual}, Abweichung ${variance}`,
  period: "Zeitraum",
  whole: "Ganze Beträge; Summen rechnen mit den genauen",
  cell: (group: string, band: string, period: string, amount: string) => `${group}, ${band}, ${period}: ${amount}`,
};
