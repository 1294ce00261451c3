//! An error with all that led to it, in one line: for the place that handles it and writes the log.

use std::{error::Error, fmt};

/// Displays an error and its sources, outermost first.
pub struct Chain<'a>(pub &'a (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("reading the settings")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn every_link_is_named_once() {
        let error = Outer(std::io::Error::other("the disk is gone"));
        assert_eq!(Chain(&error).to_string(), "reading the settings: the disk is gone");
    }
}
