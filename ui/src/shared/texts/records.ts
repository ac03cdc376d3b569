// The grid and the record panel.

export const records = {
  grid: "PFA records",
};
