//! Tables of words to choose from: tab-separated lines, `#` begins a comment.

use fastrand::Rng;

/// A table.
#[derive(Debug)]
pub struct Table {
    rows: Vec<Row>,
}

/// A line of a table.
#[derive(Debug)]
pub struct Row(Vec<&'static str>);

/// Stands where a table has nothing that fits.
static NOTHING: Row = Row(Vec::new());

impl Row {
    /// A column; empty when the line is shorter.
    pub fn get(&self, column: usize) -> &'static str {
        self.0.get(column).copied().unwrap_or_default()
    }

    /// A column that holds a number; 0 when it does not.
    pub fn number(&self, column: usize) -> usize {
        self.get(column).parse().unwrap_or_default()
    }
}

impl Table {
    /// Reads an embedded table.
    pub fn new(source: &'static str) -> Self {
        let lines = source.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
        Self { rows: lines.map(|l| Row(l.split('\t').collect())).collect() }
    }

    /// The lines that fit, in their order.
    pub fn all(&self, fits: impl Fn(&Row) -> bool) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| fits(row))
    }

    /// One of the lines that fit.
    pub fn pick(&self, rng: &mut Rng, fits: impl Fn(&Row) -> bool) -> &Row {
        let count = self.rows.iter().filter(|row| fits(row)).count();
        let at = rng.usize(..count.max(1));
        self.rows.iter().filter(|row| fits(row)).nth(at).unwrap_or(&NOTHING)
    }
}

impl Table {
    /// One of the lines that fit, each as often as the weight in its column says.
    pub fn heavy(&self, rng: &mut Rng, weight: usize, fits: impl Fn(&Row) -> bool) -> &Row {
        let choices = self.rows.iter().filter(|row| fits(row));
        let choices: Vec<(Option<&Row>, u32)> = choices
            .map(|row| (Some(row), u32::try_from(row.number(weight)).unwrap_or_default()))
            .collect();
        weighted(rng, choices.into_iter()).unwrap_or(&NOTHING)
    }
}

/// One of the values, each as often as its weight says.
pub fn weighted<T: Default>(rng: &mut Rng, choices: impl Iterator<Item = (T, u32)> + Clone) -> T {
    let all: u32 = choices.clone().map(|(_, weight)| weight).sum();
    let mut at = rng.u32(..all.max(1));
    for (value, weight) in choices {
        if at < weight {
            return value;
        }
        at -= weight;
    }
    T::default()
}
