//! Just enough of DMN and forms to know what they are called.

use roxmltree::Document;
use serde_json::Value;

/// The names in a DMN file.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) decisions: Vec<(String, String)>,
}

/// Reads a requirements graph: its id and name, and those of its decisions.
pub(crate) fn read_graph(content: &[u8]) -> Result<Graph, String> {
    let text = std::str::from_utf8(content).map_err(|e| format!("not UTF-8: {e}"))?;
    let document = Document::parse(text).map_err(|e| format!("not XML: {e}"))?;
    let root = document.root_element();
    let attribute =
        |node: roxmltree::Node<'_, '_>, name| node.attribute(name).unwrap_or_default().to_owned();
    if root.tag_name().name() != "definitions" || attribute(root, "id").is_empty() {
        return Err("not DMN: the root element is no `definitions` with an id".to_owned());
    }
    let decisions = root.children().filter(|n| n.tag_name().name() == "decision");
    Ok(Graph {
        id: attribute(root, "id"),
        name: attribute(root, "name"),
        decisions: decisions.map(|n| (attribute(n, "id"), attribute(n, "name"))).collect(),
    })
}

/// Reads the id of a form.
pub(crate) fn read_form(content: &[u8]) -> Result<String, String> {
    let form: Value = serde_json::from_slice(content).map_err(|e| format!("not JSON: {e}"))?;
    match form.get("id").and_then(Value::as_str) {
        Some(id) if !id.is_empty() => Ok(id.to_owned()),
        _ => Err("a form without an id".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names() {
        let graph = read_graph(
            br#"<definitions id="drg" name="D"><decision id="dish" name="Dish"/></definitions>"#,
        )
        .unwrap();
        assert_eq!((graph.id.as_str(), graph.name.as_str()), ("drg", "D"));
        assert_eq!(graph.decisions, [("dish".to_owned(), "Dish".to_owned())]);
        assert!(read_graph(b"<definitions/>").is_err());
        assert_eq!(read_form(br#"{"id":"f"}"#).unwrap(), "f");
        assert!(read_form(br"[]").is_err());
    }
}
