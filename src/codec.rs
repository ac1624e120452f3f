//! The one file that names bincode: values to bytes and back, with a limit.
//!
//! bincode is positional: a field added, moved or removed changes the meaning of every byte behind
//! it, often without an error. So whatever is stored is an explicit struct of one version, wrapped
//! by [`seal`] as `[kind u8][version u16 little endian][body]`. Reading goes the other way: [`open`]
//! the envelope, [`Envelope::check`] it against the newest version that is known, [`decode`] the
//! body as the struct of *that* version and lift it step by step to the newest. Bytes of a newer
//! version are refused: an old server must not touch new data.

use bincode::config::{self, Configuration, LittleEndian, Varint};
use serde::{Serialize, de::DeserializeOwned};

/// The most bytes one encoded value may have (1 MiB); the decoder takes no more memory than this.
pub const LIMIT: usize = 1 << 20;

/// Bytes of the envelope in front of the body.
const HEAD: usize = 3;

/// Why bytes could not be made or read. It never carries a value: errors end up in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The value needs more than [`LIMIT`] bytes.
    #[error("the value needs more than {LIMIT} bytes")]
    TooLarge,
    /// The value has a shape that cannot be encoded (a map without length, for instance).
    #[error("the value cannot be encoded")]
    Unencodable,
    /// The bytes end too early, break a rule of their type or claim more than [`LIMIT`] bytes.
    #[error("the bytes are not an encoded value of this type")]
    Malformed,
    /// A whole value was read and this many bytes were left.
    #[error("{0} bytes follow the value")]
    Trailing(usize),
    /// The envelope names a kind of record that is not known here.
    #[error("unknown kind of record {0}")]
    UnknownKind(u8),
    /// The envelope names a version that no release knows (0).
    #[error("record of kind {kind} has no version {version}")]
    UnknownVersion {
        /// Kind of the record.
        kind: u8,
        /// Version found.
        version: u16,
    },
    /// The record was written by a newer release.
    #[error("record of kind {kind} has version {version}, newest known is {newest}")]
    Newer {
        /// Kind of the record.
        kind: u8,
        /// Version found.
        version: u16,
        /// Newest version this release reads.
        newest: u16,
    },
}

/// Memory that the lengths named in a message may ask for before its bytes are read. A list takes
/// more room in memory than in a message, so this is more than [`LIMIT`].
const MEMORY: usize = 32 << 20;

type Config<const MEMORY: usize> = Configuration<LittleEndian, Varint, config::Limit<MEMORY>>;

const fn bincode_config<const MEMORY: usize>() -> Config<MEMORY> {
    config::standard().with_limit::<MEMORY>()
}

/// Encodes a value; refuses what [`decode`] would refuse for its size.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, CodecError> {
    let bytes = bincode::serde::encode_to_vec(value, bincode_config::<MEMORY>())
        .map_err(|_| CodecError::Unencodable)?;
    if bytes.len() > LIMIT { Err(CodecError::TooLarge) } else { Ok(bytes) }
}

/// Decodes exactly one value; bytes behind it are an error.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    decode_within::<T, MEMORY>(bytes)
}

/// Decodes exactly one value that counts no more than so many bytes: each number with its size, each
/// text and list with eight for its length and with what is in it. In memory a value takes up to
/// three times as much, and a list that grows twice that.
pub fn decode_within<T: DeserializeOwned, const MEMORY: usize>(
    bytes: &[u8],
) -> Result<T, CodecError> {
    if bytes.len() > LIMIT {
        return Err(CodecError::TooLarge);
    }
    let (value, used) = bincode::serde::decode_from_slice(bytes, bincode_config::<MEMORY>())
        .map_err(|_| CodecError::Malformed)?;
    match bytes.len().saturating_sub(used) {
        0 => Ok(value),
        rest => Err(CodecError::Trailing(rest)),
    }
}

/// Decodes what a value begins with, and leaves the rest.
pub fn decode_start<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    let read = bincode::serde::decode_from_slice(bytes, bincode_config::<LIMIT>());
    read.map(|(value, _)| value).map_err(|_| CodecError::Malformed)
}

/// A stored record before its body is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// Which record it is; each noun has its own number for ever.
    pub kind: u8,
    /// Version of the struct in `body`, from 1.
    pub version: u16,
    /// The encoded struct.
    pub body: &'a [u8],
}

impl Envelope<'_> {
    /// Makes sure that the record is of this kind and of a version from 1 to `newest`.
    pub fn check(&self, kind: u8, newest: u16) -> Result<(), CodecError> {
        let &Envelope { kind: found, version, .. } = self;
        if found != kind {
            Err(CodecError::UnknownKind(found))
        } else if version == 0 {
            Err(CodecError::UnknownVersion { kind, version })
        } else if version > newest {
            Err(CodecError::Newer { kind, version, newest })
        } else {
            Ok(())
        }
    }
}

/// Encodes a record with its kind and version in front.
pub fn seal<T: Serialize>(kind: u8, version: u16, value: &T) -> Result<Vec<u8>, CodecError> {
    let body = encode(value)?;
    let mut bytes = Vec::with_capacity(HEAD + body.len());
    bytes.push(kind);
    bytes.extend_from_slice(&version.to_le_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

/// Takes the envelope off; the caller checks kind and version.
pub fn open(bytes: &[u8]) -> Result<Envelope<'_>, CodecError> {
    match bytes {
        [kind, low, high, body @ ..] => {
            Ok(Envelope { kind: *kind, version: u16::from_le_bytes([*low, *high]), body })
        }
        _ => Err(CodecError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        name: String,
        year: Option<u16>,
        flags: Vec<bool>,
    }

    fn sample() -> Sample {
        Sample { name: "Ömer".into(), year: Some(1990), flags: vec![true, false] }
    }

    #[test]
    fn sealed_bytes_are_frozen() {
        let bytes = seal(7, 2, &sample()).unwrap();
        assert_eq!(bytes, b"\x07\x02\x00\x05\xc3\x96mer\x01\xfb\xc6\x07\x02\x01\x00");
        let envelope = open(&bytes).unwrap();
        assert_eq!((envelope.kind, envelope.version), (7, 2));
        assert_eq!(decode::<Sample>(envelope.body), Ok(sample()));
    }

    #[test]
    fn every_prefix_and_every_addition_is_an_error() {
        let body = encode(&sample()).unwrap();
        for cut in 0..body.len() {
            assert!(decode::<Sample>(&body[..cut]).is_err(), "prefix of {cut} bytes");
        }
        let longer = [body.as_slice(), &[0]].concat();
        assert_eq!(decode::<Sample>(&longer), Err(CodecError::Trailing(1)));
        assert_eq!(open(&[7, 2]), Err(CodecError::Malformed));
    }

    #[test]
    fn the_envelope_tells_foreign_and_newer_records_apart() {
        let bytes = seal(7, 3, &sample()).unwrap();
        let envelope = open(&bytes).unwrap();
        assert_eq!(envelope.check(7, 3), Ok(()));
        assert_eq!(envelope.check(8, 3), Err(CodecError::UnknownKind(7)));
        assert_eq!(envelope.check(7, 2), Err(CodecError::Newer { kind: 7, version: 3, newest: 2 }));
        let zero = Envelope { version: 0, ..envelope };
        assert_eq!(zero.check(7, 2), Err(CodecError::UnknownVersion { kind: 7, version: 0 }));
    }

    #[test]
    fn claimed_lengths_take_no_memory() {
        let mut claim = vec![0xfd];
        claim.extend_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(decode::<Vec<u64>>(&claim), Err(CodecError::Malformed));
        assert_eq!(encode(&vec![0_u8; LIMIT]), Err(CodecError::TooLarge));
        assert_eq!(decode::<Vec<u8>>(&vec![0; LIMIT + 1]), Err(CodecError::TooLarge));
    }

    proptest! {
        #[test]
        fn values_come_back(name in ".*", year: Option<u16>, flags: Vec<bool>) {
            let value = Sample { name, year, flags };
            prop_assert_eq!(decode::<Sample>(&encode(&value).unwrap()), Ok(value));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = decode::<Sample>(&bytes);
            let _ = decode::<Vec<String>>(&bytes);
        }
    }
}
