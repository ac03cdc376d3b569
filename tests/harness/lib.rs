//! What journeys stand on.
