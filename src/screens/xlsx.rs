//! A workbook of one sheet, as spreadsheets open it: a few XML parts in a zip, nothing compressed.
//!
//! Texts stand in it as texts, which no spreadsheet runs.
//! <https://ecma-international.org/publications-and-standards/standards/ecma-376/>, part 1, chapter 18;
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>

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

/// The bytes of a workbook with a first row that stays in sight.
pub(super) fn workbook<'a>(headers: &[String], rows: impl Iterator<Item = &'a [Cell]>) -> Vec<u8> {
    let mut sheet = String::from(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData><row>"#,
    );
    headers.iter().for_each(|header| text(&mut sheet, header, BOLD));
    sheet.push_str("</row>");
    for row in rows {
        sheet.push_str("<row>");
        for cell in row {
            // Writing into a string does not fail.
            let _ = match cell {
                Cell::Text(words) => {
                    text(&mut sheet, words, 0);
                    Ok(())
                }
                Cell::Number(number) => write!(sheet, "<c><v>{}</v></c>", number.normalize()),
                Cell::Day(day) => write!(sheet, r#"<c s="{DAY}"><v>{}</v></c>"#, serial(*day)),
                Cell::Empty => write!(sheet, "<c/>"),
            };
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut zip = Zip::default();
    for (name, part) in PARTS.into_iter().chain([("xl/worksheets/sheet1.xml", sheet.as_str())]) {
        zip.add(name, &format!(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{part}"#));
    }
    zip.finish()
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

/// A zip whose files are stored as they are.
#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
}

impl Zip {
    fn add(&mut self, name: &str, content: &str) {
        let offset = self.bytes.len() as u32;
        let size = (content.len() as u32).to_le_bytes();
        // Version 2.0, names in UTF-8, stored, midnight of 1 January 1980.
        let common = [&[20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0], &crc32(content.as_bytes()).to_le_bytes()[..], &size, &size];
        let lengths = [&(name.len() as u16).to_le_bytes()[..], &[0, 0]].concat();
        self.bytes
            .extend([b"PK\x03\x04", &common.concat()[..], &lengths, name.as_bytes(), content.as_bytes()].concat());
        let central = [b"PK\x01\x02", &[20, 0][..], &common.concat(), &lengths, &[0; 10], &offset.to_le_bytes()];
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

/// <https://www.w3.org/TR/png/#D-CRCAppendix>
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut at = 0;
        while at < 256 {
            let (mut value, mut bit) = (at as u32, 0);
            while bit < 8 {
                value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[at] = value;
            at += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |crc, byte| TABLE[((crc ^ u32::from(*byte)) & 0xFF) as usize] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn sums_and_days_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!([date(1900, 3, 1), date(2026, 11, 26)].map(serial), [61, 46_352]);
    }

    #[test]
    fn a_workbook_is_a_zip_with_texts_as_texts() {
        let row = [Cell::Text("=1+1 <b>\u{0}".into()), Cell::Number("-50.250".parse().unwrap()), Cell::Empty];
        let bytes = workbook(&["A".to_owned()], [&row[..]].into_iter());
        let whole = String::from_utf8_lossy(&bytes);
        assert!(bytes.starts_with(b"PK\x03\x04") && whole.matches("PK\x01\x02").count() == 6);
        assert!(whole.contains(r#"t="inlineStr"><is><t xml:space="preserve">=1+1 &lt;b&gt;</t>"#));
        assert!(whole.contains("<c><v>-50.25</v></c><c/>"));
    }
}
