//! A PEMS to run against: the whole contract, seeded sample data, faults on demand.
