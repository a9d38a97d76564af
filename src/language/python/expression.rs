//! Expressions and where their lines break, as `ruff format` and Black break them: what does not fit
//! stands one by one, with a comma behind each argument that keeps it so.

use super::layout::WIDTH;

/// An expression of generated code.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    /// Something without a place to break it.
    Text(String),
    /// `head(argument, argument)`.
    Call(String, Vec<Expression>),
    /// `name=value` or `name: value`, the name with what is behind it.
    Named(String, Box<Expression>),
    /// `then if condition else other`.
    If(Box<Expression>, String, Box<Expression>),
    /// `[element for variables]`, with its brackets.
    Each([&'static str; 2], Box<Expression>, String),
    /// `{name: value}`.
    Dict(Vec<Expression>),
}

use Expression::{Call, Dict, Each, If, Named, Text};

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

    /// An argument or entry with its name.
    pub(super) fn named(name: impl Into<String>, value: Expression) -> Self {
        Named(name.into(), Box::new(value))
    }

    /// One thing or another.
    pub(super) fn either(
        then: Expression,
        condition: impl Into<String>,
        other: Expression,
    ) -> Self {
        If(Box::new(then), condition.into(), Box::new(other))
    }

    /// In one line.
    pub(super) fn flat(&self) -> String {
        let list = |items: &[Expression]| {
            items.iter().map(Expression::flat).collect::<Vec<_>>().join(", ")
        };
        match self {
            Text(text) => text.clone(),
            Call(head, arguments) => format!("{head}({})", list(arguments)),
            Named(name, value) => format!("{name}{}", value.flat()),
            If(then, condition, other) => {
                format!("{} if {condition} else {}", then.flat(), other.flat())
            }
            Each([open, close], element, variables) => {
                format!("{open}{} {variables}{close}", element.flat())
            }
            Dict(entries) => format!("{{{}}}", list(entries)),
        }
    }

    /// A statement that begins with `head`, at an indentation.
    pub(super) fn statement(&self, indent: usize, head: &str) -> Vec<String> {
        let used = indent + head.chars().count();
        let text = format!("{}{head}{}", " ".repeat(indent), self.laid(indent, used, 0));
        text.lines().map(str::to_owned).collect()
    }

    /// Over as many lines as it needs: `used` characters stand before it in its first line, `after`
    /// follow the last.
    fn laid(&self, indent: usize, used: usize, after: usize) -> String {
        let flat = self.flat();
        if used + flat.chars().count() + after <= WIDTH {
            return flat;
        }
        let pad = " ".repeat(indent);
        let inner = indent + 4;
        let lines = |items: &[Expression]| -> String {
            let lines = items.iter();
            lines.map(|item| format!("{pad}    {},\n", item.laid(inner, inner, 1))).collect()
        };
        match self {
            Text(text) => text.clone(),
            Call(_, arguments) if arguments.is_empty() => flat,
            Call(head, arguments) => format!("{head}(\n{}{pad})", lines(arguments)),
            Dict(entries) => format!("{{\n{}{pad}}}", lines(entries)),
            Named(name, value) => {
                format!("{name}{}", value.laid(indent, used + name.chars().count(), after))
            }
            If(..) if inner + flat.chars().count() <= WIDTH => {
                format!("(\n{pad}    {flat}\n{pad})")
            }
            If(then, condition, other) => format!(
                "(\n{pad}    {}\n{pad}    if {condition}\n{pad}    else {}\n{pad})",
                then.laid(inner, inner, 0),
                other.laid(inner, inner + 5, 0)
            ),
            Each([open, close], element, variables) => {
                let whole = format!("{} {variables}", element.flat());
                if inner + whole.chars().count() <= WIDTH {
                    return format!("{open}\n{pad}    {whole}\n{pad}{close}");
                }
                let element = element.laid(inner, inner, 0);
                format!("{open}\n{pad}    {element}\n{pad}    {variables}\n{pad}{close}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Expression;

    fn long(name: &str) -> Expression {
        Expression::text(format!("{name}{}", "x".repeat(60)))
    }

    #[test]
    fn what_fits_is_in_one_line() {
        let one = Expression::call("f", [Expression::named("a=", Expression::text("1"))]);
        let either = Expression::either(one, "b", Expression::text("None"));
        assert_eq!(either.statement(4, "return "), ["    return f(a=1) if b else None"]);
    }

    #[test]
    fn what_does_not_fit_is_broken_from_the_outside_in() {
        let inner = Expression::call("g", [long("a"), long("b")]);
        let either = Expression::either(inner, "c", Expression::text("None"));
        let call = Expression::call("f", [Expression::named("d=", either)]);
        let expected = [
            "return f(".to_owned(),
            "    d=(".to_owned(),
            "        g(".to_owned(),
            format!("            a{},", "x".repeat(60)),
            format!("            b{},", "x".repeat(60)),
            "        )".to_owned(),
            "        if c".to_owned(),
            "        else None".to_owned(),
            "    ),".to_owned(),
            ")".to_owned(),
        ];
        assert_eq!(call.statement(0, "return "), expected);
    }
}
