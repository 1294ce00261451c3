//! Desks that an account cannot make, yet or at all: why, in plain words, and what to do (D2).
