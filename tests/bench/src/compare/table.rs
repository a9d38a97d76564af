//! Medians, and the lines of a table.

/// A measure: what each round gave for ours and for the other.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) ours: Vec<f64>,
    /// Empty if there is nothing to compare with.
    pub(super) other: Vec<f64>,
    pub(super) better: Better,
    pub(super) goal: &'static str,
}

/// Which of two numbers is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    Less,
    More,
}

impl Row {
    /// How much better ours is: above 1 if it is, whatever is counted.
    fn ratio(&self) -> Option<f64> {
        let rounds = self.ours.iter().zip(&self.other);
        let ratios = rounds.map(|(ours, other)| match self.better {
            Better::Less => other / ours,
            Better::More => ours / other,
        });
        median(ratios.collect())
    }
}

/// The number in the middle.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// Prints a table.
pub(super) fn print(title: &str, ours: &str, other: &str, rows: &[Row]) {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    println!("\n{title}");
    println!("{:width$}  {ours:>12}  {other:>12}  {:>6}  goal", "", "ratio");
    for row in rows {
        let number = |numbers: &[f64]| median(numbers.to_vec()).map_or("-".to_owned(), short);
        let ratio = row.ratio().map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        println!(
            "{:width$}  {:>12}  {:>12}  {ratio:>6}  {}",
            row.name,
            number(&row.ours),
            number(&row.other),
            row.goal,
        );
    }
}

/// A number with as many digits as mean something.
fn short(number: f64) -> String {
    let digits = match number.abs() {
        n if n < 1.0 => 4,
        n if n < 100.0 => 1,
        _ => 0,
    };
    format!("{number:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::{Better, Row, median, short};

    #[test]
    fn a_ratio_is_that_of_the_middle_round() {
        let (ours, other) = (vec![1.0, 2.0, 8.0], vec![2.0, 3.0, 8.0]);
        let row =
            |better| Row { name: "", ours: ours.clone(), other: other.clone(), better, goal: "" };
        assert_eq!(row(Better::Less).ratio(), Some(1.5));
        assert_eq!(row(Better::More).ratio(), Some(2.0 / 3.0));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([0.12345, 5.21, 51_234.5].map(short), ["0.1235", "5.2", "51234"]);
    }
}
