//! Deploying resources, all or nothing, and deleting them.

use std::collections::HashMap;
use std::sync::Arc;

use tonic::Status;

use super::bpmn::{self, Model};
use super::catalog::{Decision, Form, Graph, Process, Source};
use super::state::State;
use super::{Engine, dmn};
use crate::proto::batch_operation_created_result::BatchOperationTypeEnum;
use crate::proto::deployment::Metadata;
use crate::proto::{
    BatchOperationCreatedResult, DecisionMetadata, DecisionRequirementsMetadata,
    DeleteResourceRequest, DeleteResourceResponse, DeployProcessRequest, DeployProcessResponse,
    DeployResourceRequest, DeployResourceResponse, Deployment, FormMetadata, ProcessMetadata,
    Resource,
};
use crate::status::{invalid, not_found};

/// What a file contains.
enum Content {
    Processes(Vec<Model>),
    Graph(dmn::Graph),
    Form(String),
}

/// What a deployment made, by kind.
#[derive(Default)]
struct Deployed {
    processes: Vec<ProcessMetadata>,
    decisions: Vec<DecisionMetadata>,
    graphs: Vec<DecisionRequirementsMetadata>,
    forms: Vec<FormMetadata>,
}

impl Engine {
    pub(crate) fn deploy_resource(
        &self,
        request: DeployResourceRequest,
    ) -> Result<DeployResourceResponse, Status> {
        let mut state = self.state();
        let tenant_id = state.tenant("DeployResource", &request.tenant_id)?;
        let (key, made) = state.deploy(request.resources, &tenant_id)?;
        let processes = made.processes.into_iter().map(Metadata::Process);
        let decisions = made.decisions.into_iter().map(Metadata::Decision);
        let graphs = made.graphs.into_iter().map(Metadata::DecisionRequirements);
        let forms = made.forms.into_iter().map(Metadata::Form);
        let all = processes.chain(decisions).chain(graphs).chain(forms);
        Ok(DeployResourceResponse {
            key,
            deployments: all.map(|m| Deployment { metadata: Some(m) }).collect(),
            tenant_id,
        })
    }

    pub(crate) fn deploy_process(
        &self,
        request: DeployProcessRequest,
    ) -> Result<DeployProcessResponse, Status> {
        let mut state = self.state();
        let resources = request
            .processes
            .into_iter()
            .map(|process| Resource { name: process.name, content: process.definition });
        let tenant = state.tenant("DeployProcess", "")?;
        let (key, made) = state.deploy(resources.collect(), &tenant)?;
        let processes = made.processes;
        Ok(DeployProcessResponse { key, processes })
    }

    pub(crate) fn delete_resource(
        &self,
        request: DeleteResourceRequest,
    ) -> Result<DeleteResourceResponse, Status> {
        let mut state = self.state();
        let key = request.resource_key;
        state.check_key(key)?;
        let is_process = state.processes.get(key).is_some();
        if !state.delete(key) {
            let reason = format!("there is no resource with key '{key}'");
            return Err(not_found("DELETE", reason));
        }
        let mut response = DeleteResourceResponse::default();
        if state.knows(8, 9) {
            response.resource_key = key.to_string();
            if is_process && request.delete_history() {
                let kind = BatchOperationTypeEnum::DeleteProcessInstance;
                response.batch_operation = Some(BatchOperationCreatedResult {
                    batch_operation_key: state.keys.beside(key).to_string(),
                    batch_operation_type: kind.into(),
                });
            }
        }
        Ok(response)
    }
}

impl State {
    fn deploy(
        &mut self,
        resources: Vec<Resource>,
        tenant: &str,
    ) -> Result<(i64, Deployed), Status> {
        self.check_ready()?;
        if resources.is_empty() {
            return Err(invalid("CREATE", "a deployment needs at least one resource"));
        }
        let mut made = Deployed::default();
        for (content, source) in read_all(resources)? {
            match content {
                Content::Processes(models) => {
                    for model in models {
                        let process = self.deploy_model(model, &source, tenant);
                        made.processes.push(process);
                    }
                }
                Content::Graph(graph) => self.deploy_graph(graph, source, tenant, &mut made),
                Content::Form(id) => made.forms.push(self.deploy_form(id, source, tenant)),
            }
        }
        Ok((self.keys.in_partition(1), made))
    }

    fn deploy_model(&mut self, model: Model, source: &Source, tenant: &str) -> ProcessMetadata {
        let known = self.processes.latest(&model.id);
        let process = match known.filter(|known| known.source == *source) {
            Some(known) => Arc::clone(known),
            None => {
                let version = self.processes.next_version(&model.id);
                let model = match self.settings.processes.get(&model.id) {
                    Some(tasks) => Model::of_tasks(&model.id, tasks),
                    None => model,
                };
                let key = self.keys.in_partition(1);
                self.processes.insert(Process {
                    key,
                    version,
                    model: Arc::new(model),
                    source: source.clone(),
                })
            }
        };
        ProcessMetadata {
            bpmn_process_id: process.model.id.clone(),
            version: process.version,
            process_definition_key: process.key,
            resource_name: source.name.clone(),
            tenant_id: tenant.to_owned(),
        }
    }

    fn deploy_graph(
        &mut self,
        read: dmn::Graph,
        source: Source,
        tenant: &str,
        made: &mut Deployed,
    ) {
        let known = self.graphs.latest(&read.id).cloned();
        let graph = match known.filter(|known| known.source == source) {
            Some(known) => known,
            None => self.insert_graph(&read, source),
        };
        for (id, _) in &read.decisions {
            if let Some(decision) = self.decisions.latest(id) {
                made.decisions.push(DecisionMetadata {
                    dmn_decision_id: decision.id.clone(),
                    dmn_decision_name: decision.name.clone(),
                    version: decision.version,
                    decision_key: decision.key,
                    dmn_decision_requirements_id: decision.graph_id.clone(),
                    decision_requirements_key: decision.graph_key,
                    tenant_id: tenant.to_owned(),
                });
            }
        }
        made.graphs.push(DecisionRequirementsMetadata {
            dmn_decision_requirements_id: graph.id.clone(),
            dmn_decision_requirements_name: graph.name.clone(),
            version: graph.version,
            decision_requirements_key: graph.key,
            resource_name: graph.source.name.clone(),
            tenant_id: tenant.to_owned(),
        });
    }

    fn insert_graph(&mut self, read: &dmn::Graph, source: Source) -> Arc<Graph> {
        let key = self.keys.in_partition(1);
        for (id, name) in &read.decisions {
            let decision = Decision {
                key: self.keys.in_partition(1),
                id: id.clone(),
                name: name.clone(),
                version: self.decisions.next_version(id),
                graph_id: read.id.clone(),
                graph_key: key,
            };
            self.decisions.insert(decision);
        }
        self.graphs.insert(Graph {
            key,
            version: self.graphs.next_version(&read.id),
            id: read.id.clone(),
            name: read.name.clone(),
            source,
        })
    }

    fn deploy_form(&mut self, id: String, source: Source, tenant: &str) -> FormMetadata {
        let known = self.forms.latest(&id);
        let form = match known.filter(|known| known.source == source) {
            Some(known) => Arc::clone(known),
            None => {
                let (key, version) = (self.keys.in_partition(1), self.forms.next_version(&id));
                self.forms.insert(Form { key, id, version, source })
            }
        };
        FormMetadata {
            form_id: form.id.clone(),
            version: form.version,
            form_key: form.key,
            resource_name: form.source.name.clone(),
            tenant_id: tenant.to_owned(),
        }
    }

    /// Deletes whatever has this key; instances of a process go with it.
    fn delete(&mut self, key: i64) -> bool {
        if self.processes.remove(key).is_some() {
            let of_process = self.instances.iter().filter(|(_, i)| i.process.key == key);
            let instances: Vec<i64> = of_process.map(|(key, _)| *key).collect();
            for instance in instances {
                self.terminate(instance);
            }
            return true;
        }
        if self.graphs.remove(key).is_some() {
            for decision in self.decisions.all_of(|d| d.graph_key == key) {
                self.decisions.remove(decision.key);
            }
            return true;
        }
        self.forms.remove(key).is_some()
    }
}

/// Reads all files, or says everything that is wrong with them.
fn read_all(resources: Vec<Resource>) -> Result<Vec<(Content, Source)>, Status> {
    let (mut contents, mut problems) = (Vec::new(), Vec::new());
    let mut files: HashMap<String, String> = HashMap::new();
    for resource in resources {
        let name = resource.name;
        match read(&name, &resource.content) {
            Ok(content) => {
                if let Content::Processes(models) = &content {
                    for model in models {
                        if let Some(other) = files.insert(model.id.clone(), name.clone()) {
                            let id = &model.id;
                            problems.push(format!(
                                "process id '{id}' is in both '{other}' and '{name}'"
                            ));
                        }
                    }
                }
                let content_bytes = resource.content.into();
                contents.push((content, Source { name, content: content_bytes }));
            }
            Err(problem) => problems.push(format!("'{name}': {problem}")),
        }
    }
    match problems.is_empty() {
        true => Ok(contents),
        false => Err(invalid("CREATE", format!("cannot deploy: {}", problems.join("; ")))),
    }
}

fn read(name: &str, content: &[u8]) -> Result<Content, String> {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("bpmn") => bpmn::read(content).map(Content::Processes),
        Some("dmn") => dmn::read_graph(content).map(Content::Graph),
        Some("form") => dmn::read_form(content).map(Content::Form),
        _ => Err("unknown resource type".to_owned()),
    }
}
