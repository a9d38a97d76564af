//! Files to deploy, taken from the disk by their paths.

use std::path::Path;

use crate::ArgumentError;
use crate::contract::Rpc;
use crate::gateway::{DeployResourceRequest, Resource, rpcs};

impl DeployResourceRequest {
    /// With the files at these paths, each under its base name, and everything
    /// else at its default.
    ///
    /// ```no_run
    /// # use zeebe_sdk::{Client, Error};
    /// # use zeebe_sdk::gateway::DeployResourceRequest;
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let files = ["processes/order.bpmn", "decisions/discount.dmn"];
    /// let request = DeployResourceRequest::from_files(files).await?;
    /// let deployed = client.deploy_resource(request).await?;
    /// println!("deployment {}", deployed.key);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Resource::from_file`]; the path of the error says which of the
    /// resources it is about.
    pub async fn from_files(
        paths: impl IntoIterator<Item: AsRef<Path>>,
    ) -> Result<Self, ArgumentError> {
        let paths = paths.into_iter().map(|path| path.as_ref().to_owned());
        let mut resources = Vec::new();
        for (index, path) in paths.collect::<Vec<_>>().into_iter().enumerate() {
            let resource = Resource::from_file(path).await;
            resources.push(resource.map_err(|error| error.at_index(index).at("resources"))?);
        }
        Ok(Self::default().resources(resources))
    }
}

impl Resource {
    /// The file at this path, under its base name.
    ///
    /// The gateway goes by the name: the extension says what kind of file it
    /// is, and a file that is deployed again under the same name is a new
    /// version only if its content differs.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or its name is not UTF-8. The error names
    /// the path; nothing has been sent.
    pub async fn from_file(path: impl AsRef<Path>) -> Result<Self, ArgumentError> {
        let path = path.as_ref().to_owned();
        let refuse = |problem: &str| {
            let text = format!("the file '{}' {problem}", path.display());
            ArgumentError::new(text).of(rpcs::DeployResource::POLICY.name)
        };
        let name = path.file_name().ok_or_else(|| refuse("has no name"))?;
        let name = name.to_str().ok_or_else(|| refuse("has a name that is not UTF-8"))?;
        let content = tokio::fs::read(&path).await;
        let content = content.map_err(|error| refuse(&format!("cannot be read: {error}")))?;
        Ok(Self::default().name(name).content(content))
    }
}
