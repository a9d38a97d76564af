//! Just enough of BPMN to know which jobs a process creates, one after the
//! other. An instance follows one path: of several outgoing flows the default
//! one, or else the first. Elements that wait for something other than a job
//! hold the instance for ever.

use std::collections::HashMap;
use std::sync::Arc;

use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use crate::settings::TaskSettings;

/// A process as its BPMN describes it.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) starts: Vec<Start>,
    elements: HashMap<Arc<str>, Element>,
}

/// A start event at process level.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) element: Arc<str>,
    pub(crate) trigger: Trigger,
}

/// What starts an instance at a start event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    None,
    Message(String),
    Signal(String),
    Condition,
    Other,
}

/// An element of a process.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) behavior: Behavior,
    pub(crate) next: Option<Arc<str>>,
    catches: Vec<Catch>,
}

/// What happens when an instance reaches an element.
#[derive(Clone, Debug)]
pub(crate) enum Behavior {
    Task(Arc<Task>),
    Pass,
    Wait,
}

/// The job of a task.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) job_type: Arc<str>,
    pub(crate) retries: i32,
    pub(crate) headers: Arc<str>,
}

/// A boundary event; without a code it catches every error.
#[derive(Debug)]
struct Catch {
    code: Option<String>,
    event: Arc<str>,
}

impl Model {
    pub(crate) fn element(&self, id: &str) -> Option<&Element> {
        self.elements.get(id)
    }

    /// Where an instance begins unless told otherwise.
    pub(crate) fn none_start(&self) -> Option<&Arc<str>> {
        let mut starts = self.starts.iter();
        let start = starts.find(|s| s.trigger == Trigger::None)?;
        Some(&start.element)
    }

    /// The boundary event that catches an error thrown at an element.
    pub(crate) fn catching(&self, element: &str, code: &str) -> Option<&Arc<str>> {
        let catches = &self.elements.get(element)?.catches;
        let named = |c: &&Catch| c.code.as_deref() == Some(code);
        let catch = catches.iter().find(named);
        let catch = catch.or_else(|| catches.iter().find(|c| c.code.is_none()))?;
        Some(&catch.event)
    }

    /// A process of nothing but these tasks, in a line.
    pub(crate) fn of_tasks(id: &str, tasks: &[TaskSettings]) -> Self {
        let name = |n: usize| -> Arc<str> { format!("task_{}", n + 1).into() };
        let mut elements = HashMap::new();
        let start: Arc<str> = "start".into();
        let first = (!tasks.is_empty()).then(|| name(0));
        elements.insert(Arc::clone(&start), Element::new(Behavior::Pass, first));
        for (n, task) in tasks.iter().enumerate() {
            let next = (n + 1 < tasks.len()).then(|| name(n + 1));
            let headers = task.headers.iter().map(|(k, v)| (k.clone(), v.clone().into()));
            let task = Task {
                job_type: task.job_type.as_str().into(),
                retries: task.retries,
                headers: header_text(headers.collect()),
            };
            elements.insert(name(n), Element::new(Behavior::Task(Arc::new(task)), next));
        }
        let trigger = Trigger::None;
        Self { id: id.to_owned(), starts: vec![Start { element: start, trigger }], elements }
    }
}

impl Element {
    fn new(behavior: Behavior, next: Option<Arc<str>>) -> Self {
        Self { behavior, next, catches: Vec::new() }
    }
}

/// Reads all processes of a BPMN file.
pub(crate) fn read(content: &[u8]) -> Result<Vec<Model>, String> {
    let text = std::str::from_utf8(content).map_err(|e| format!("not UTF-8: {e}"))?;
    let document = Document::parse(text).map_err(|e| format!("not XML: {e}"))?;
    let root = document.root_element();
    if root.tag_name().name() != "definitions" {
        return Err("not BPMN: the root element is no `definitions`".to_owned());
    }
    let processes = children(root, "process");
    let executable = processes.filter(|p| p.attribute("isExecutable") == Some("true"));
    let models: Vec<Model> = executable.map(|p| process(root, p)).collect::<Result<_, _>>()?;
    match models.is_empty() {
        true => Err("must contain at least one executable process".to_owned()),
        false => Ok(models),
    }
}

fn process(root: Node<'_, '_>, node: Node<'_, '_>) -> Result<Model, String> {
    let id = node.attribute("id").ok_or("a process without an id")?;
    let flows = targets(node);
    let mut elements = HashMap::new();
    for child in node.descendants().filter(|n| n.has_attribute("id")) {
        let Some(behavior) = behavior(child) else {
            continue;
        };
        let element_id = child.attribute("id").unwrap_or_default();
        let flow = child.attribute("default").map(str::to_owned);
        let next = match flow.and_then(|flow| flows.by_id.get(flow.as_str()).cloned()) {
            Some(target) => Some(target),
            None => flows.by_source.get(element_id).cloned(),
        };
        elements.insert(Arc::from(element_id), Element::new(behavior, next));
    }
    add_catches(root, node, &mut elements);
    let starts: Vec<Start> = children(node, "startEvent").filter_map(|n| start(root, n)).collect();
    if starts.is_empty() {
        return Err(format!("process '{id}' must have at least one start event"));
    }
    Ok(Model { id: id.to_owned(), starts, elements })
}

/// Adds to tasks the boundary events that catch their errors.
fn add_catches(
    root: Node<'_, '_>,
    process: Node<'_, '_>,
    elements: &mut HashMap<Arc<str>, Element>,
) {
    for event in process.descendants().filter(|n| is(*n, "boundaryEvent")) {
        let Some(definition) = child(event, "errorEventDefinition") else {
            continue;
        };
        let host = event.attribute("attachedToRef").unwrap_or_default();
        let code =
            definition.attribute("errorRef").map(|id| referenced(root, "error", id, "errorCode"));
        if let (Some(element), Some(id)) = (elements.get_mut(host), event.attribute("id")) {
            element.catches.push(Catch { code, event: id.into() });
        }
    }
}

struct Flows {
    by_source: HashMap<String, Arc<str>>,
    by_id: HashMap<String, Arc<str>>,
}

fn targets(process: Node<'_, '_>) -> Flows {
    let (mut by_source, mut by_id) = (HashMap::new(), HashMap::new());
    for flow in process.descendants().filter(|n| is(*n, "sequenceFlow")) {
        let attribute = |name| flow.attribute(name).unwrap_or_default();
        let target: Arc<str> = attribute("targetRef").into();
        by_id.insert(attribute("id").to_owned(), Arc::clone(&target));
        by_source.entry(attribute("sourceRef").to_owned()).or_insert(target);
    }
    Flows { by_source, by_id }
}

fn behavior(node: Node<'_, '_>) -> Option<Behavior> {
    Some(match node.tag_name().name() {
        "serviceTask" | "sendTask" | "scriptTask" | "businessRuleTask" => {
            task(node).map_or(Behavior::Pass, |task| Behavior::Task(Arc::new(task)))
        }
        "userTask"
        | "receiveTask"
        | "intermediateCatchEvent"
        | "eventBasedGateway"
        | "callActivity"
        | "adHocSubProcess" => Behavior::Wait,
        "startEvent"
        | "endEvent"
        | "boundaryEvent"
        | "intermediateThrowEvent"
        | "task"
        | "manualTask"
        | "exclusiveGateway"
        | "parallelGateway"
        | "inclusiveGateway"
        | "subProcess" => Behavior::Pass,
        _ => return None,
    })
}

fn task(node: Node<'_, '_>) -> Option<Task> {
    let extensions = child(node, "extensionElements")?;
    let definition = child(extensions, "taskDefinition")?;
    let mut headers = Map::new();
    if let Some(list) = child(extensions, "taskHeaders") {
        for header in children(list, "header") {
            let attribute = |name| header.attribute(name).unwrap_or_default();
            headers.insert(attribute("key").to_owned(), attribute("value").into());
        }
    }
    let retries = definition.attribute("retries").and_then(|text| text.parse().ok());
    Some(Task {
        job_type: definition.attribute("type")?.into(),
        retries: retries.unwrap_or(3),
        headers: header_text(headers),
    })
}

fn start(root: Node<'_, '_>, node: Node<'_, '_>) -> Option<Start> {
    let mut definitions =
        node.children().filter(|n| n.tag_name().name().ends_with("EventDefinition"));
    let name = |n: Node<'_, '_>, kind: &str, attribute: &str| {
        referenced(root, kind, n.attribute(attribute).unwrap_or_default(), "name")
    };
    let trigger = definitions.next().map_or(Trigger::None, |n| match n.tag_name().name() {
        "messageEventDefinition" => Trigger::Message(name(n, "message", "messageRef")),
        "signalEventDefinition" => Trigger::Signal(name(n, "signal", "signalRef")),
        "conditionalEventDefinition" => Trigger::Condition,
        _ => Trigger::Other,
    });
    let element = node.attribute("id")?.into();
    Some(Start { element, trigger })
}

/// An attribute of a root element that another element refers to.
fn referenced(root: Node<'_, '_>, kind: &str, id: &str, attribute: &str) -> String {
    let mut all = children(root, kind);
    let found = all.find(|n| n.attribute("id") == Some(id));
    let text = found.and_then(|n| n.attribute(attribute)).unwrap_or_default();
    text.to_owned()
}

fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'i>> + 'a {
    node.children().filter(move |n| is(*n, name))
}

fn child<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> Option<Node<'a, 'i>> {
    node.children().find(|n| is(*n, name))
}

/// Whether an element has this name, in whatever namespace: files differ.
fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.tag_name().name() == name
}

pub(crate) fn header_text(headers: Map<String, Value>) -> Arc<str> {
    Value::Object(headers).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAY: &str = r#"<definitions xmlns:zeebe="z"><error id="e" errorCode="broke"/>
      <process id="pay" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
      <serviceTask id="t"><extensionElements><zeebe:taskDefinition type="charge" retries="5"/>
        <zeebe:taskHeaders><zeebe:header key="card" value="visa"/></zeebe:taskHeaders>
      </extensionElements></serviceTask>
      <sequenceFlow id="f2" sourceRef="t" targetRef="end"/><endEvent id="end"/>
      <boundaryEvent id="b" attachedToRef="t"><errorEventDefinition errorRef="e"/></boundaryEvent>
      </process></definitions>"#;

    #[test]
    fn finds_tasks_and_the_way_between_them() {
        let models = read(PAY.as_bytes()).unwrap();
        let model = &models[0];
        assert_eq!((model.id.as_str(), model.none_start().unwrap().as_ref()), ("pay", "s"));
        let element = model.element("t").unwrap();
        let Behavior::Task(task) = &element.behavior else { panic!("{element:?}") };
        assert_eq!((&*task.job_type, task.retries), ("charge", 5));
        assert_eq!(&*task.headers, r#"{"card":"visa"}"#);
        assert_eq!(element.next.as_deref(), Some("end"));
        assert_eq!(model.catching("t", "broke").unwrap().as_ref(), "b");
        assert!(model.catching("t", "other").is_none());
    }

    #[test]
    fn refuses_what_is_no_process() {
        assert!(read(b"{}").unwrap_err().contains("not XML"));
        assert!(read(b"<a/>").unwrap_err().contains("definitions"));
        for (inner, part) in [
            ("", "executable process"),
            (r#"<process id="p"><startEvent id="s"/></process>"#, "executable process"),
            (r#"<process id="p" isExecutable="true"/>"#, "'p'"),
            (r#"<process isExecutable="true"/>"#, "without an id"),
        ] {
            let problem = read(format!("<definitions>{inner}</definitions>").as_bytes());
            assert!(problem.unwrap_err().contains(part), "{inner}");
        }
    }
}
