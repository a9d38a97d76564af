//! A client by its settings.

use std::time::Duration;

use serde::Deserialize;
use zeebe_sdk::{
    BackpressurePolicy, Client, ClientBuilder, ConfigError, Configuration, RetryPolicy, TlsConfig,
};

use crate::calls::Mode;
use crate::credentials::Scheme;

/// The settings of a client; what is not given is left at its default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// Begins with the environment.
    from_env: bool,
    address: Option<String>,
    cluster_id: Option<String>,
    cluster_region: Option<String>,
    authority: Option<String>,
    tenant: Option<String>,
    connect_timeout_ms: Option<u64>,
    request_timeout_ms: Option<u64>,
    keepalive_ms: Option<u64>,
    keepalive_timeout_ms: Option<u64>,
    max_message_size: Option<usize>,
    metadata: Vec<(String, String)>,
    retry: Option<Mode>,
    worker_tenants: Option<Vec<String>>,
    tls: Option<TlsSettings>,
    credentials: Option<Scheme>,
    credentials_without_tls: bool,
    retry_policy: RetrySettings,
    backpressure: BackpressureSettings,
}

/// What to trust and who to be.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TlsSettings {
    ca_file: Option<String>,
    certificate_file: Option<String>,
    key_file: Option<String>,
    server_name: Option<String>,
}

impl TlsSettings {
    fn config(self) -> TlsConfig {
        let mut config = TlsConfig::new();
        if let Some(file) = self.ca_file {
            config = config.ca_certificate_file(file);
        }
        if let (Some(certificate), Some(key)) = (self.certificate_file, self.key_file) {
            config = config.identity_files(certificate, key);
        }
        if let Some(name) = self.server_name {
            config = config.server_name(name);
        }
        config
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RetrySettings {
    max_attempts: Option<u32>,
    initial_delay_ms: Option<u64>,
    multiplier: Option<f64>,
    max_delay_ms: Option<u64>,
    budget_tokens: Option<f64>,
    budget_refund: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BackpressureSettings {
    decrease: Option<f64>,
    pause_ms: Option<u64>,
    max_pause_ms: Option<u64>,
    max_hold_ms: Option<u64>,
    lift_after_ms: Option<u64>,
}

impl Settings {
    /// The client.
    pub(crate) fn build(self) -> Result<Client, ConfigError> {
        self.builder().build()
    }

    /// The configuration that these come to.
    pub(crate) fn configuration(self) -> Configuration {
        self.builder().configuration()
    }

    fn builder(self) -> ClientBuilder {
        let mut builder = match self.from_env {
            true => ClientBuilder::from_env(),
            false => Client::builder(),
        };
        macro_rules! set {
            ($($setting:ident($value:expr);)*) => {$(
                if let Some(value) = $value {
                    builder = builder.$setting(value);
                }
            )*};
        }
        let time = |milliseconds: Option<u64>| milliseconds.map(Duration::from_millis);
        set! {
            address(self.address);
            cluster_id(self.cluster_id);
            cluster_region(self.cluster_region);
            authority(self.authority);
            worker_tenants(self.worker_tenants);
            tls(self.tls.map(TlsSettings::config));
            credentials(self.credentials.map(Scheme::credentials));
            tenant(self.tenant);
            connect_timeout(time(self.connect_timeout_ms));
            request_timeout(time(self.request_timeout_ms));
            keepalive(time(self.keepalive_ms));
            keepalive_timeout(time(self.keepalive_timeout_ms));
            max_message_size(self.max_message_size);
            retry(self.retry.map(Into::into));
        }
        for (name, value) in self.metadata {
            builder = builder.metadata(name, value);
        }
        if self.credentials_without_tls {
            builder = builder.dangerously_allow_credentials_without_tls();
        }
        builder
            .retry_policy(self.retry_policy.policy())
            .backpressure_policy(self.backpressure.policy())
    }
}

impl RetrySettings {
    fn policy(&self) -> RetryPolicy {
        let mut policy = RetryPolicy::default();
        change(&mut policy.max_attempts, self.max_attempts);
        change_time(&mut policy.initial_delay, self.initial_delay_ms);
        change(&mut policy.multiplier, self.multiplier);
        change_time(&mut policy.max_delay, self.max_delay_ms);
        change(&mut policy.budget.tokens, self.budget_tokens);
        change(&mut policy.budget.refund, self.budget_refund);
        policy
    }
}

impl BackpressureSettings {
    fn policy(&self) -> BackpressurePolicy {
        let mut policy = BackpressurePolicy::default();
        change(&mut policy.decrease, self.decrease);
        change_time(&mut policy.pause, self.pause_ms);
        change_time(&mut policy.max_pause, self.max_pause_ms);
        change_time(&mut policy.max_hold, self.max_hold_ms);
        change_time(&mut policy.lift_after, self.lift_after_ms);
        policy
    }
}

fn change<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn change_time(place: &mut Duration, milliseconds: Option<u64>) {
    change(place, milliseconds.map(Duration::from_millis));
}
