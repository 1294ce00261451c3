//! Tallies equal a recount from facts.
