//! What measurements are made with: times of one thing over many rounds, the figure that comes of them, and the table
//! of figures, for people and for machines.

mod figure;
mod series;
mod table;

pub use figure::{Figure, Target, Unit, to_json};
pub use series::{Series, now, ratio};
pub use table::of as table;
