//! Keys: how typed fields become bytes whose order is the order of the values.
//!
//! - **The order of encoded keys is the order of the values**, field by field. A range of values is a range of keys.
//! - **Encodings are self-delimiting and never look for a separator**: a string may contain any character.
//! - **Every key in the engine starts with a table tag and an index number**; tag 0 belongs to the engine.
//!
//! Integers are big-endian with the sign bit flipped. Text and bytes escape `00` as `00 FF` and end with `00 00`, which
//! is smaller than anything that may follow, so `"a"` sorts before `"a\0"` whatever the next field holds.
//! Tuples are flat, so `(a, b)` encodes to a prefix of `(a, b, c)`; [`KeyPrefix`] makes use of that with types checked.

use jiff::{Timestamp, civil::Date};

/// A type that can be a field of a key.
pub trait KeyCodec: Sized {
    fn encode(&self, out: &mut KeyWriter);
    /// Reads back what [`encode`](KeyCodec::encode) wrote.
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError>;
}

/// The first fields of a `K`: `(a,)` or `(a, b)` for a tuple, the whole `K`, or [`All`] for no restriction.
///
/// The parameter keeps an `i32` from being looked up where the key holds an `i64`.
pub trait KeyPrefix<K> {
    fn encode_prefix(&self, out: &mut KeyWriter);
}

/// The empty prefix: every row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct All;

/// Bytes that are not the key they should be: the store holds something else than the code expects.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key does not decode: {0}")]
pub struct KeyError(&'static str);

impl KeyError {
    /// For codecs of types that do not accept every value of what they are made of.
    pub const fn new(what: &'static str) -> Self {
        KeyError(what)
    }
}

/// Collects the bytes of a key.
#[derive(Clone, Debug, Default)]
pub struct KeyWriter(Vec<u8>);

impl KeyWriter {
    pub fn new() -> Self {
        Self::default()
    }
    /// Starts a key with the table's tag and the number of the index (0: the rows themselves).
    pub(super) fn at(table: u8, index: u8) -> Self {
        KeyWriter(vec![table, index])
    }
    /// Adds one field.
    pub fn push<T: KeyCodec>(&mut self, field: &T) -> &mut Self {
        field.encode(self);
        self
    }
    /// Adds bytes of a length the reader knows.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Walks over the bytes of a key.
#[derive(Clone, Debug)]
pub struct KeyReader<'a>(&'a [u8]);

impl<'a> KeyReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        KeyReader(bytes)
    }
    /// Reads one field.
    pub fn pull<T: KeyCodec>(&mut self) -> Result<T, KeyError> {
        T::decode(self)
    }
    /// Takes the next `n` bytes.
    pub fn raw(&mut self, n: usize) -> Result<&'a [u8], KeyError> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(KeyError("it is too short"))?;
        self.0 = tail;
        Ok(head)
    }
    /// Everything not read yet.
    pub fn rest(self) -> &'a [u8] {
        self.0
    }
    /// Fails when bytes are left over.
    pub fn end(self) -> Result<(), KeyError> {
        if self.0.is_empty() { Ok(()) } else { Err(KeyError("it is too long")) }
    }
    fn array<const N: usize>(&mut self) -> Result<[u8; N], KeyError> {
        self.raw(N)?.try_into().map_err(|_| KeyError("it is too short"))
    }
}

/// Encodes a whole value.
pub fn encode<K: KeyCodec>(key: &K) -> Vec<u8> {
    let mut out = KeyWriter::new();
    key.encode(&mut out);
    out.finish()
}

/// Decodes a whole value; bytes left over are an error.
pub fn decode<K: KeyCodec>(bytes: &[u8]) -> Result<K, KeyError> {
    let mut reader = KeyReader::new(bytes);
    let key = K::decode(&mut reader)?;
    reader.end()?;
    Ok(key)
}

impl<K> KeyPrefix<K> for All {
    fn encode_prefix(&self, _: &mut KeyWriter) {}
}

impl<K: KeyCodec> KeyPrefix<K> for K {
    fn encode_prefix(&self, out: &mut KeyWriter) {
        self.encode(out);
    }
}

/// Gives an id type the key of what it wraps:
/// `key_as!(MemberId as i64, |id| id.get(), |raw| Ok(MemberId::new(raw)));`
/// The last closure may refuse with a [`KeyError`].
#[macro_export]
macro_rules! key_as {
    ($type:ty as $raw:ty, |$value:ident| $to:expr, |$back:ident| $from:expr) => {
        impl $crate::store::KeyCodec for $type {
            fn encode(&self, out: &mut $crate::store::KeyWriter) {
                let $value = self;
                let raw: $raw = $to;
                out.push(&raw);
            }
            fn decode(from: &mut $crate::store::KeyReader<'_>) -> Result<Self, $crate::store::KeyError> {
                let $back = from.pull::<$raw>()?;
                $from
            }
        }
    };
}

macro_rules! unsigned {
    ($($type:ty),*) => {$(
        impl KeyCodec for $type {
            fn encode(&self, out: &mut KeyWriter) {
                out.raw(&self.to_be_bytes());
            }
            fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
                Ok(<$type>::from_be_bytes(from.array()?))
            }
        }
    )*};
}
unsigned!(u8, u16, u32, u64);

macro_rules! signed {
    ($($type:ty),*) => {$(
        impl KeyCodec for $type {
            fn encode(&self, out: &mut KeyWriter) {
                out.raw(&(self ^ <$type>::MIN).to_be_bytes());
            }
            fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
                Ok(<$type>::from_be_bytes(from.array()?) ^ <$type>::MIN)
            }
        }
    )*};
}
signed!(i8, i16, i32, i64);

/// The key of a record of which there is only one.
impl KeyCodec for () {
    fn encode(&self, _: &mut KeyWriter) {}
    fn decode(_: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        Ok(())
    }
}

impl KeyCodec for bool {
    fn encode(&self, out: &mut KeyWriter) {
        out.raw(&[u8::from(*self)]);
    }
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        match from.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(KeyError("neither true nor false")),
        }
    }
}

impl<T: KeyCodec> KeyCodec for Option<T> {
    fn encode(&self, out: &mut KeyWriter) {
        out.push(&self.is_some());
        if let Some(value) = self {
            value.encode(out);
        }
    }
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        Ok(if bool::decode(from)? { Some(T::decode(from)?) } else { None })
    }
}

impl<const N: usize> KeyCodec for [u8; N] {
    fn encode(&self, out: &mut KeyWriter) {
        out.raw(self);
    }
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        from.array()
    }
}

impl KeyCodec for Vec<u8> {
    fn encode(&self, out: &mut KeyWriter) {
        escape(self, out);
    }
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        let mut bytes = Vec::new();
        loop {
            match from.array()? {
                [0] => match from.array()? {
                    [0] => return Ok(bytes),
                    [0xFF] => bytes.push(0),
                    _ => return Err(KeyError("an escape that does not exist")),
                },
                [byte] => bytes.push(byte),
            }
        }
    }
}

impl KeyCodec for String {
    fn encode(&self, out: &mut KeyWriter) {
        escape(self.as_bytes(), out);
    }
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        String::from_utf8(Vec::decode(from)?).map_err(|_| KeyError("text that is not UTF-8"))
    }
}

fn escape(bytes: &[u8], out: &mut KeyWriter) {
    for &byte in bytes {
        out.raw(if byte == 0 { &[0, 0xFF] } else { std::slice::from_ref(&byte) });
    }
    out.raw(&[0, 0]);
}

/// Seconds and nanoseconds, both counted upwards, so that times before 1970 sort too.
impl KeyCodec for Timestamp {
    fn encode(&self, out: &mut KeyWriter) {
        let (second, nanosecond) = (self.as_second(), self.subsec_nanosecond());
        let borrow = i64::from(nanosecond < 0);
        out.push(&(second - borrow));
        out.push(&(nanosecond + borrow as i32 * 1_000_000_000));
    }
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        let (second, nanosecond) = <(i64, i32)>::decode(from)?;
        Timestamp::new(second, nanosecond).map_err(|_| KeyError("a time out of range"))
    }
}

impl KeyCodec for Date {
    fn encode(&self, out: &mut KeyWriter) {
        out.push(&self.year()).push(&self.month()).push(&self.day());
    }
    fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        let (year, month, day) = <(i16, i8, i8)>::decode(from)?;
        Date::new(year, month, day).map_err(|_| KeyError("a day that is in no calendar"))
    }
}

macro_rules! tuple {
    ($($field:ident $number:tt),*) => {
        impl<$($field: KeyCodec),*> KeyCodec for ($($field,)*) {
            fn encode(&self, out: &mut KeyWriter) {
                $(self.$number.encode(out);)*
            }
            fn decode(from: &mut KeyReader<'_>) -> Result<Self, KeyError> {
                Ok(($($field::decode(from)?,)*))
            }
        }
    };
}
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);

/// Shorter tuples are prefixes of longer ones; the tail names what is left out.
macro_rules! prefix {
    ($($field:ident)* ; $($tail:ident)*) => {
        impl<$($field: KeyCodec,)* $($tail: KeyCodec),*> KeyPrefix<($($field,)* $($tail,)*)> for ($($field,)*) {
            fn encode_prefix(&self, out: &mut KeyWriter) {
                self.encode(out);
            }
        }
    };
}
prefix!(A; B);
prefix!(A; B C);
prefix!(A; B C D);
prefix!(A; B C D E);
prefix!(A B; C);
prefix!(A B; C D);
prefix!(A B; C D E);
prefix!(A B C; D);
prefix!(A B C; D E);
prefix!(A B C D; E);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds<K: KeyCodec + Ord + std::fmt::Debug + Clone>(a: K, b: K) {
        let (x, y) = (encode(&a), encode(&b));
        assert_eq!(x.cmp(&y), a.cmp(&b), "{a:?} and {b:?}");
        assert_eq!(decode::<K>(&x), Ok(a));
        assert_eq!(decode::<K>(&y), Ok(b));
    }

    /// Few different bytes, so that escapes and shared beginnings are frequent.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(prop::sample::select(vec![0, 1, 0xFE, 0xFF]), 0..5)
    }

    proptest! {
        #[test]
        fn integers_keep_their_order(a: (i64, i32, u64, u16), b: (i64, i32, u64, u16)) {
            holds(a, b);
            holds((a.0 as i8, a.1 as i16, b.0 > 0), (b.0 as i8, b.1 as i16, a.0 > 0));
        }
        #[test]
        fn bytes_keep_their_order_before_any_next_field(
            a in (bytes(), any::<u8>(), prop::option::of(bytes())),
            b in (bytes(), any::<u8>(), prop::option::of(bytes())),
        ) {
            holds(a, b);
        }
        #[test]
        fn text_and_arrays_keep_their_order(a: (String, [u8; 3], bool), b: (String, [u8; 3], bool)) {
            holds(a, b);
        }
        #[test]
        fn times_and_days_keep_their_order(
            a in (-300_000_000_000i64..250_000_000_000, 0..1_000_000_000i32),
            b in (-2i64..2, 0..1_000_000_000i32),
        ) {
            let time = |(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap();
            holds(time(a), time(b));
            let day = |t: Timestamp| t.to_zoned(jiff::tz::TimeZone::UTC).date();
            holds(day(time(a)), day(time(b)));
        }
        #[test]
        fn a_prefix_of_the_fields_is_a_prefix_of_the_bytes(a in bytes(), b: i32, c: String) {
            let mut out = KeyWriter::new();
            KeyPrefix::<(Vec<u8>, i32, String)>::encode_prefix(&(a.clone(), b), &mut out);
            prop_assert!(encode(&(a, b, c)).starts_with(&out.finish()));
        }
        #[test]
        fn foreign_bytes_are_an_error_and_never_a_panic(bytes: Vec<u8>) {
            if let Ok(key) = decode::<(Option<String>, bool, Date, Timestamp)>(&bytes) {
                prop_assert_eq!(encode(&key), bytes);
            }
        }
    }
}
