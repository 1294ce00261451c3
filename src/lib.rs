//! Pult.
