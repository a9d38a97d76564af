//! Medians, and the lines of a table.

/// A program, or whatever else is compared: what each round gave.
#[derive(Debug)]
pub(super) struct Line<R> {
    pub(super) name: &'static str,
    pub(super) rounds: Vec<R>,
}

impl<R> Line<R> {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, rounds: Vec::new() }
    }
}

/// A measure.
#[derive(Debug)]
pub(super) struct Column<R> {
    pub(super) name: &'static str,
    pub(super) better: Better,
    pub(super) value: fn(&R) -> Option<f64>,
}

/// Which of two numbers is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    Less,
    More,
    /// The number is only told, without a ratio.
    Neither,
}

impl<R> Column<R> {
    pub(super) fn less(name: &'static str, value: fn(&R) -> Option<f64>) -> Self {
        Self { name, better: Better::Less, value }
    }

    pub(super) fn more(name: &'static str, value: fn(&R) -> Option<f64>) -> Self {
        Self { name, better: Better::More, value }
    }

    pub(super) fn told(name: &'static str, value: fn(&R) -> Option<f64>) -> Self {
        Self { name, better: Better::Neither, value }
    }

    fn values(&self, line: &Line<R>) -> Vec<f64> {
        line.rounds.iter().filter_map(self.value).collect()
    }

    /// How much better a line is than another: above 1 if it is, whatever is
    /// counted. It is the median of the ratios of the rounds: what slows a
    /// machine down for a while slows all programs of a round down.
    fn ratio(&self, line: &Line<R>, beside: &Line<R>) -> Option<f64> {
        let (mine, other) = (self.values(line), self.values(beside));
        let rounds = mine.iter().zip(&other);
        median(match self.better {
            Better::Less => rounds.map(|(mine, other)| other / mine).collect(),
            Better::More => rounds.map(|(mine, other)| mine / other).collect(),
            Better::Neither => return None,
        })
    }

    fn cells(&self, line: &Line<R>, beside: &Line<R>) -> String {
        let number = median(self.values(line)).map_or("-".to_owned(), short);
        let width = self.width();
        if self.better == Better::Neither {
            return format!("  {number:>width$}");
        }
        let ratio = self.ratio(line, beside).map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        format!("  {number:>width$} {ratio:>6}")
    }

    fn head(&self) -> String {
        let width = self.width();
        let ratio = if self.better == Better::Neither { "" } else { "  ratio" };
        format!("  {:>width$}{ratio}", self.name)
    }

    fn width(&self) -> usize {
        self.name.chars().count().max(7)
    }
}

/// The number in the middle.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// Prints a table. The ratios are beside the first line.
pub(super) fn print<R>(title: &str, columns: &[Column<R>], lines: &[Line<R>], goal: &str) {
    let Some(first) = lines.first() else { return };
    let width = lines.iter().map(|line| line.name.chars().count()).max().unwrap_or(0);
    println!("\n{title}");
    println!("{:width$}{}", "", columns.iter().map(Column::head).collect::<String>());
    for line in lines {
        let cells: String = columns.iter().map(|column| column.cells(line, first)).collect();
        println!("{:width$}{cells}", line.name);
    }
    println!("ratios are beside {}; {goal}", first.name);
}

/// A number with as many digits as mean something.
fn short(number: f64) -> String {
    let digits = match number.abs() {
        0.0 => 0,
        n if n < 1.0 => 4,
        n if n < 100.0 && n.fract() != 0.0 => 1,
        _ => 0,
    };
    format!("{number:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::{Column, Line, median, short};

    #[test]
    fn a_ratio_is_that_of_the_middle_round() {
        let line = |rounds: [f64; 3]| Line { name: "", rounds: rounds.to_vec() };
        let (ours, other) = (line([1.0, 2.0, 8.0]), line([2.0, 3.0, 8.0]));
        let ratio = |column: Column<f64>| column.ratio(&ours, &other);
        assert_eq!(ratio(Column::less("", |n| Some(*n))), Some(1.5));
        assert_eq!(ratio(Column::more("", |n| Some(*n))), Some(2.0 / 3.0));
        assert_eq!(ratio(Column::told("", |n| Some(*n))), None);
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn cells_stand_below_their_heads() {
        let line = Line { name: "", rounds: vec![3.0] };
        for column in [Column::less("CPU", |n| Some(*n)), Column::told("connections", |_| None)] {
            assert_eq!(column.head().len(), column.cells(&line, &line).len());
        }
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([0.12345, 5.21, 51_234.5, 1.0].map(short), ["0.1235", "5.2", "51234", "1"]);
    }
}
