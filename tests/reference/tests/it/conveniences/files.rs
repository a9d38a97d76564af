//! Files to deploy by their paths.

use std::path::{Path, PathBuf};

use serde_json::json;
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::gateway::{DeployResourceRequest, Resource};
use zeebe_sdk::{ArgumentError, Error};

use crate::stage::{Stage, gateway};

/// A directory of its own that is gone with it.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let unique = format!("zeebe-sdk-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(unique);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: impl AsRef<Path>, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn files_are_deployed_under_their_base_names() {
    let directory = Directory::new("deployed");
    let files = [
        directory.file("processes/order.bpmn", b"<definitions/>"),
        directory.file("größe.form", &[0, 255]),
    ];
    let stage = Stage::open(gateway().always(Rpc::DeployResource, Reply::json(json!({})))).await;
    let request = DeployResourceRequest::from_files(&files).await.unwrap().tenant_id("acme");
    stage.client.deploy_resource(request).await.unwrap();
    assert_eq!(
        stage.arrived(Rpc::DeployResource),
        json!({
            "resources": [
                {"name": "order.bpmn", "content": "PGRlZmluaXRpb25zLz4="},
                {"name": "größe.form", "content": "AP8="},
            ],
            "tenantId": "acme",
        })
    );
}

async fn refused(path: impl AsRef<Path>) -> ArgumentError {
    Resource::from_file(path).await.unwrap_err()
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named() {
    let directory = Directory::new("unreadable");
    let there = directory.file("order.bpmn", b"<definitions/>");
    let missing = directory.0.join("missing.bpmn");
    let refused_all = DeployResourceRequest::from_files([&there, &missing]).await.unwrap_err();
    assert_eq!((refused_all.rpc(), refused_all.path()), ("DeployResource", "resources[1]"));
    let text = Error::from(refused_all).to_string();
    assert!(text.contains(missing.to_str().unwrap()), "{text}");
    assert!(text.contains("cannot be read: No such file"), "{text}");

    let error = refused(&missing).await;
    assert_eq!(error.path(), "");
    assert!(error.problem().contains("missing.bpmn"), "{error}");
    assert!(refused(&directory.0).await.problem().contains("cannot be read"));
    assert!(refused(directory.0.join("..")).await.problem().contains("has no name"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_name_that_cannot_be_sent_is_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let directory = Directory::new("latin");
    let path = directory.file(OsStr::from_bytes(b"gr\xf6\xdfe.form"), b"{}");
    let error = refused(&path).await;
    assert!(error.problem().contains("is not UTF-8"), "{error}");
}
