//! A table that is written row by row, so that no more of it is in memory than its file.

use super::super::xlsx::{Cell, Workbook};
use crate::domain::{ExportFormat, Lang};
use crate::locale::Locale;

pub(in crate::screens) struct Table {
    kind: Kind,
    rows: usize,
}

enum Kind {
    Csv(Csv),
    Xlsx(Workbook),
}

impl Table {
    pub fn new(format: ExportFormat, headers: &[String], locale: &Locale) -> Table {
        let kind = match format {
            ExportFormat::Csv => Kind::Csv(Csv::new(headers, locale)),
            ExportFormat::Xlsx => Kind::Xlsx(Workbook::new(headers)),
        };
        Table { kind, rows: 0 }
    }

    pub fn row(&mut self, cells: &[Cell]) {
        self.rows += 1;
        match &mut self.kind {
            Kind::Csv(csv) => csv.row(cells),
            Kind::Xlsx(book) => book.row(cells),
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The bytes of the file, and how its name ends.
    pub fn finish(self) -> (Vec<u8>, &'static str) {
        match self.kind {
            Kind::Csv(csv) => (csv.written.into_bytes(), "csv"),
            Kind::Xlsx(book) => (book.finish(), "xlsx"),
        }
    }
}

/// As spreadsheets of the language open it: in Russian a semicolon stands between cells, and a comma begins the decimals.
struct Csv {
    written: String,
    between: char,
    point: &'static str,
}

impl Csv {
    fn new(headers: &[String], locale: &Locale) -> Csv {
        let (between, point) = match locale.lang() {
            Lang::En => (',', "."),
            Lang::Ru => (';', ","),
        };
        // By this mark spreadsheets know that it is UTF-8.
        let mut csv = Csv { written: String::from("\u{feff}"), between, point };
        csv.line(headers.iter().map(|header| quoted(&harmless(header))));
        csv
    }

    fn row(&mut self, cells: &[Cell]) {
        let point = self.point;
        self.line(cells.iter().map(|cell| match cell {
            Cell::Text(text) => quoted(&harmless(text)),
            Cell::Number(number) => quoted(&number.normalize().to_string().replace('.', point)),
            Cell::Day(day) => quoted(&day.to_string()),
            Cell::Empty => String::new(),
        }));
    }

    fn line(&mut self, cells: impl Iterator<Item = String>) {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                self.written.push(self.between);
            }
            self.written.push_str(&cell);
        }
        self.written.push_str("\r\n");
    }
}

/// <https://www.rfc-editor.org/rfc/rfc4180>
fn quoted(text: &str) -> String {
    if text.contains([',', ';', '"', '\r', '\n', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let begins =
        text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%']);
    if begins { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_breaks_its_row() {
        for formula in ["=1+1", "+7 999", "-2", "@SUM(A1)", " =cmd|' /C calc'!A0", "＝1", "\t=1"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(harmless("Ivan = friend"), "Ivan = friend");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
