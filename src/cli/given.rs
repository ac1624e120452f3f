//! Text given to a call by standard input or a file. Far more than anybody writes is refused here,
//! with the limit: the server would only hang up.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::problem::{Kind, Problem};
use crate::text::Texts;

/// Longest entry, in KiB: thirty full notes, and far below a frame.
pub const ENTRY_MAX: u64 = 256;
/// Longest text to look for, in KiB: far above any name.
pub const NAME_MAX: u64 = 4;

/// All of standard input as text, at most `max` KiB.
pub fn standard_input(max: u64, texts: &Texts) -> Result<String, Problem> {
    read(io::stdin().lock(), texts.get("cli-standard-input").as_ref().as_ref(), max, texts)
}

/// A file as text, at most `max` KiB.
pub fn file(path: &Path, max: u64, texts: &Texts) -> Result<String, Problem> {
    let file = File::open(path).map_err(|error| Problem::file(texts, path, &error))?;
    read(file, path, max, texts)
}

/// A text from the command line itself, at most `max` KiB.
pub fn argument(text: &str, max: u64, texts: &Texts) -> Result<String, Problem> {
    read(text.as_bytes(), texts.get("usage-value-text").as_ref().as_ref(), max, texts)
}

fn read(from: impl Read, name: &Path, max: u64, texts: &Texts) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let failed = |error: io::Error| Problem::file(texts, name, &error);
    from.take(max * 1024 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > max * 1024 {
        let values = [("file", name.display().to_string().into()), ("max", max.into())];
        return Err(Problem::with(texts, Kind::Failed, "cli-too-much", &values));
    }
    String::from_utf8(bytes).map_err(|_| failed(io::ErrorKind::InvalidData.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn too_much_is_refused_with_the_limit_before_it_is_all_read() {
        let texts = Texts::new(Lang::De);
        let read = |from: &mut dyn Read| read(from, "x".as_ref(), 2, &texts);
        assert_eq!(read(&mut [b'a'; 2048].as_slice()).map(|text| text.len()), Ok(2048));
        let problem = read(&mut io::repeat(b'a')).unwrap_err();
        assert!(problem.kind == Kind::Failed && problem.what.contains("2 KiB"), "{problem}");
        assert!(problem.saved.is_some() && problem.hint.is_some(), "{problem}");
        assert!(read(&mut [0xff].as_slice()).unwrap_err().what.contains("UTF-8"));
    }
}
