//! Expressions and where their lines break, as prettier breaks them.

use super::layout::{STEP, fits};

/// An expression of generated code.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    /// Something without a place to break it.
    Text(String),
    /// `head(argument, argument)`.
    Call(String, Vec<Expression>),
    /// `condition ? then : other`, the condition a comparison.
    If(String, Box<Expression>, Box<Expression>),
    /// `value as type`.
    As(Box<Expression>, String),
    /// `(parameters) => value`.
    Arrow(&'static str, Box<Expression>),
    /// `{ name: value }`.
    Object(Vec<(String, Expression)>),
}

use Expression::{Arrow, As, Call, If, Object, Text};

impl Expression {
    /// Text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Text(text.into())
    }

    /// A call of something with arguments.
    pub(super) fn call(
        head: impl Into<String>,
        arguments: impl IntoIterator<Item = Expression>,
    ) -> Self {
        Call(head.into(), arguments.into_iter().collect())
    }

    /// One thing or another.
    pub(super) fn either(
        condition: impl Into<String>,
        then: Expression,
        other: Expression,
    ) -> Self {
        If(condition.into(), Box::new(then), Box::new(other))
    }

    /// Something of which the compiler has to be told what it is.
    pub(super) fn cast(self, ty: impl Into<String>) -> Self {
        As(Box::new(self), ty.into())
    }

    /// A function of parameters, with their parentheses.
    pub(super) fn arrow(parameters: &'static str, value: Expression) -> Self {
        Arrow(parameters, Box::new(value))
    }

    /// In one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Text(text) => text.clone(),
            Call(head, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(Expression::flat).collect();
                format!("{head}({})", arguments.join(", "))
            }
            If(condition, then, other) => {
                format!("{condition} ? {} : {}", then.branch(), other.branch())
            }
            As(value, ty) => format!("{} as {ty}", value.flat()),
            Arrow(parameters, value) => format!("{parameters} => {}", value.flat()),
            Object(entries) => {
                let entries = entries.iter().map(|(name, value)| entry(name, &value.flat()));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// In one line, as a branch of a condition.
    fn branch(&self) -> String {
        match self {
            As(..) => format!("({})", self.flat()),
            Text(_) | Call(..) | If(..) | Arrow(..) | Object(_) => self.flat(),
        }
    }

    /// A statement that begins with `head`, at an indentation.
    pub(super) fn statement(&self, indent: usize, head: &str) -> Vec<String> {
        let used = indent + head.chars().count();
        let text = format!("{}{head}{};", " ".repeat(indent), self.laid(indent, used, 1));
        text.lines().map(str::to_owned).collect()
    }

    /// An entry of an object that has a line for each, with its comma.
    pub(super) fn property(&self, indent: usize, name: &str) -> Vec<String> {
        let pad = " ".repeat(indent);
        let flat = self.flat();
        let line = format!("{},", entry(name, &flat));
        let text = match self {
            _ if fits(indent, &line, 0) => format!("{pad}{line}"),
            As(value, _) if matches!(**value, Text(_)) => {
                format!("{pad}{name}:\n{pad}  {flat},")
            }
            If(..) => {
                let inner = indent + STEP;
                format!("{pad}{name}:\n{}{},", " ".repeat(inner), self.laid(inner, inner, 1))
            }
            Text(_) | Call(..) | As(..) | Arrow(..) | Object(_) => {
                let used = indent + name.chars().count() + 2;
                format!("{pad}{name}: {},", self.laid(indent, used, 1))
            }
        };
        text.lines().map(str::to_owned).collect()
    }

    /// Over as many lines as it needs: `used` characters stand before it in its first line, `after`
    /// follow the last.
    fn laid(&self, indent: usize, used: usize, after: usize) -> String {
        let flat = self.flat();
        if fits(used, &flat, after) {
            return flat;
        }
        let pad = " ".repeat(indent);
        let inner = indent + STEP;
        match self {
            Text(text) => text.clone(),
            Call(_, arguments) if arguments.is_empty() => flat,
            Call(head, arguments) => {
                let lines = arguments.iter();
                let lines = lines.map(|item| format!("{pad}  {},\n", item.laid(inner, inner, 1)));
                format!("{head}(\n{}{pad})", lines.collect::<String>())
            }
            If(condition, then, other) => broken(condition, then, other, indent, after),
            Arrow(parameters, value) => {
                format!("{parameters} =>\n{pad}  {}", value.laid(inner, inner, after))
            }
            As(value, ty) => {
                let after = after + " as ".len() + ty.chars().count();
                format!("{} as {ty}", value.laid(indent, used, after))
            }
            Object(entries) => {
                let lines = entries.iter().flat_map(|(name, value)| value.property(inner, name));
                let lines = lines.map(|line| line + "\n").collect::<String>();
                format!("{{\n{lines}{pad}}}")
            }
        }
    }
}

/// A condition over several lines. One behind another one is a chain, which breaks as a whole.
fn broken(
    condition: &str,
    then: &Expression,
    other: &Expression,
    indent: usize,
    after: usize,
) -> String {
    let pad = " ".repeat(indent);
    let inner = indent + 2 * STEP;
    let branch = |e: &Expression, after| match e {
        As(..) => format!("({})", e.laid(inner, inner + 1, after + 1)),
        e => e.laid(inner, inner, after),
    };
    let then = branch(then, 0);
    let other = match other {
        If(condition, then, other) => broken(condition, then, other, indent + STEP, after),
        other => branch(other, after),
    };
    format!("{condition}\n{pad}  ? {then}\n{pad}  : {other}")
}

/// `name: value`, or the name alone where it is the value.
fn entry(name: &str, value: &str) -> String {
    if name == value { name.to_owned() } else { format!("{name}: {value}") }
}

#[cfg(test)]
mod tests {
    use super::Expression;

    fn long(name: &str) -> Expression {
        Expression::text(format!("{name}{}", "x".repeat(60)))
    }

    #[test]
    fn what_fits_is_in_one_line() {
        let call = Expression::call("f", [Expression::text("1")]);
        let either = Expression::either("a === b", call.cast("T"), Expression::text("c"));
        assert_eq!(either.statement(2, "return "), ["  return a === b ? (f(1) as T) : c;"]);
        assert_eq!(Expression::text("a").property(2, "a"), ["  a,"]);
    }

    #[test]
    fn what_does_not_fit_is_broken_from_the_outside_in() {
        let call = Expression::call("g", [long("a"), long("b")]);
        let last = Expression::either("d === e", call, Expression::text("f"));
        let chain = Expression::either("a === b", Expression::text("c"), last);
        let expected = [
            "  name:".to_owned(),
            "    a === b".to_owned(),
            "      ? c".to_owned(),
            "      : d === e".to_owned(),
            "        ? g(".to_owned(),
            format!("            a{},", "x".repeat(60)),
            format!("            b{},", "x".repeat(60)),
            "          )".to_owned(),
            "        : f,".to_owned(),
        ];
        assert_eq!(chain.property(2, "name"), expected);
    }
}
