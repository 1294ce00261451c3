//! A workbook of one sheet, as spreadsheets open it: a few XML parts in a zip.
//!
//! Texts stand in it as texts, which no spreadsheet runs.
//! <https://ecma-international.org/publications-and-standards/standards/ecma-376/>, part 1, chapter 18;
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, <https://www.rfc-editor.org/rfc/rfc1951>

use flate2::{Compression, CrcWriter, write::DeflateEncoder};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt::Write;

/// What stands in a cell.
pub(super) enum Cell {
    Text(String),
    Number(Decimal),
    Day(Date),
    Empty,
}

/// The most characters of a cell.
/// <https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>
const CELL_LIMIT: usize = 32_767;

/// The parts that are the same in every workbook: a sheet called by its number, a plain style, a bold one and one of days.
const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
    ),
];
const BOLD: u8 = 1;
const DAY: u8 = 2;

const BEFORE: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>"#;
const AFTER: &str = "</sheetData></worksheet>";

/// A workbook that is written row by row; the first row stays in sight.
pub(super) struct Workbook {
    sheet: Part,
    /// The row in the making.
    row: String,
}

impl Workbook {
    pub fn new(headers: &[String]) -> Workbook {
        let mut book = Workbook { sheet: Part::new(), row: String::new() };
        book.sheet.write(BEFORE);
        book.row.push_str("<row>");
        headers.iter().for_each(|header| text(&mut book.row, header, BOLD));
        book.end_row();
        book
    }

    pub fn row(&mut self, cells: &[Cell]) {
        self.row.push_str("<row>");
        for cell in cells {
            // Writing into a string does not fail.
            let _ = match cell {
                Cell::Text(words) => {
                    text(&mut self.row, words, 0);
                    Ok(())
                }
                Cell::Number(number) => write!(self.row, "<c><v>{}</v></c>", number.normalize()),
                Cell::Day(day) => write!(self.row, r#"<c s="{DAY}"><v>{}</v></c>"#, serial(*day)),
                Cell::Empty => write!(self.row, "<c/>"),
            };
        }
        self.end_row();
    }

    fn end_row(&mut self) {
        self.row.push_str("</row>");
        self.sheet.write(&self.row);
        self.row.clear();
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.sheet.write(AFTER);
        let mut zip = Zip::default();
        for (name, content) in PARTS {
            let mut part = Part::new();
            part.write(content);
            zip.add(name, part);
        }
        zip.add("xl/worksheets/sheet1.xml", self.sheet);
        zip.finish()
    }
}

fn text(sheet: &mut String, words: &str, style: u8) {
    let _ = write!(sheet, r#"<c s="{style}" t="inlineStr"><is><t xml:space="preserve">"#);
    for ch in words.chars().take(CELL_LIMIT) {
        match ch {
            '&' => sheet.push_str("&amp;"),
            '<' => sheet.push_str("&lt;"),
            '>' => sheet.push_str("&gt;"),
            // In no XML at all. <https://www.w3.org/TR/xml/#charsets>
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            ch => sheet.push(ch),
        }
    }
    sheet.push_str("</t></is></c>");
}

/// Days since 30 December 1899, as spreadsheets count them.
fn serial(day: Date) -> i32 {
    const EPOCH: Date = Date::constant(1899, 12, 30);
    day.duration_since(EPOCH).as_hours().div_euclid(24) as i32
}

/// A file of a zip, compressed while it is written.
struct Part(CrcWriter<DeflateEncoder<Vec<u8>>>);

impl Part {
    fn new() -> Part {
        let mut part = Part(CrcWriter::new(DeflateEncoder::new(Vec::new(), Compression::fast())));
        part.write(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#);
        part
    }

    fn write(&mut self, xml: &str) {
        // Writing into memory does not fail.
        let _ = std::io::Write::write_all(&mut self.0, xml.as_bytes());
    }
}

#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
}

impl Zip {
    fn add(&mut self, name: &str, part: Part) {
        let (crc, size) = (part.0.crc().sum().to_le_bytes(), part.0.crc().amount().to_le_bytes());
        // Neither does ending to write into memory.
        let packed = part.0.into_inner().finish().unwrap_or_default();
        let offset = self.bytes.len() as u32;
        // Version 2.0, names in UTF-8, deflated, midnight of 1 January 1980.
        let common =
            [&[20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0], &crc[..], &(packed.len() as u32).to_le_bytes(), &size].concat();
        let lengths = [&(name.len() as u16).to_le_bytes()[..], &[0, 0]].concat();
        self.bytes.extend([b"PK\x03\x04", &common[..], &lengths, name.as_bytes()].concat());
        self.bytes.extend(packed);
        let central = [b"PK\x01\x02", &[20, 0][..], &common, &lengths, &[0; 10], &offset.to_le_bytes()];
        self.directory.extend([&central.concat(), name.as_bytes()].concat());
        self.files += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, size) = (self.bytes.len() as u32, self.directory.len() as u32);
        let count = self.files.to_le_bytes();
        self.bytes.append(&mut self.directory);
        let end = [b"PK\x05\x06", &[0; 4][..], &count, &count, &size.to_le_bytes(), &start.to_le_bytes(), &[0, 0]];
        self.bytes.extend(end.concat());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_those_of_spreadsheets() {
        assert_eq!([date(1900, 3, 1), date(2026, 11, 26)].map(serial), [61, 46_352]);
    }

    #[test]
    fn a_workbook_is_a_zip_with_texts_as_texts() {
        let mut book = Workbook::new(&["A".to_owned()]);
        book.row(&[Cell::Text("=1+1 <b>\u{0}".into()), Cell::Number("-50.250".parse().unwrap()), Cell::Empty]);
        let bytes = book.finish();
        let whole = String::from_utf8_lossy(&bytes);
        assert!(bytes.starts_with(b"PK\x03\x04") && whole.matches("PK\x01\x02").count() == 6);
        let sheet = unpacked(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains(r#"t="inlineStr"><is><t xml:space="preserve">=1+1 &lt;b&gt;</t>"#));
        assert!(sheet.contains("<c><v>-50.25</v></c><c/>") && sheet.ends_with(AFTER));
    }

    /// A file of a zip by its name: its header stands before it, 30 bytes and the name.
    fn unpacked(zip: &[u8], name: &str) -> String {
        let at = zip.windows(name.len()).position(|window| window == name.as_bytes()).expect("it is in the zip");
        let number = |from: usize| u32::from_le_bytes(zip[at - 30 + from..at - 26 + from].try_into().unwrap());
        let (packed, size) = (number(18) as usize, number(22) as usize);
        let content = &zip[at + name.len()..][..packed];
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::DeflateDecoder::new(content), &mut text).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        assert_eq!((text.len(), crc.sum()), (size, number(14)));
        text
    }
}
