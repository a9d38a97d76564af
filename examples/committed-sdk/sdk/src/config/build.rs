//! From the settings of code and environment to a client.

use std::sync::Arc;
use std::time::Duration;

use http::uri::Authority;

use super::builder::ClientBuilder;
use super::configuration::Configuration;
use super::credentials::Wanted;
use super::read::{BYTES, DURATION, FLAG, LIST, PEM, PEMS, PROBES, Probes, TEXT, URL};
use super::resolve::{Found, Resolver};
use super::table::Setting;
use crate::ConfigError;
use crate::address::{Address, is_loopback, parse_authority};
use crate::client::{Client, Settings, Shared};
use crate::credentials::Authenticator;
use crate::tls::{Peer, TlsSession, TlsTexts};
use crate::transport::{Channel, ChannelSettings, Dialer};

/// Gateways close connections that are pinged more often.
const LEAST_KEEPALIVE: Duration = Duration::from_secs(30);

/// What the settings of the table come to.
pub(super) struct Resolved {
    address: Option<Address>,
    tls: TlsTexts,
    authority: Option<(Authority, String)>,
    keepalive: Option<Duration>,
    max_message_size: usize,
    request_timeout: Duration,
    tenant: Option<String>,
    worker_tenants: Vec<String>,
    credentials: Wanted,
}

impl ClientBuilder {
    /// Builds the client. It connects at its first call.
    ///
    /// Files that settings name are read now.
    ///
    /// # Errors
    ///
    /// If settings cannot be used, all of which are named, or this is not
    /// inside a Tokio runtime.
    pub fn build(self) -> Result<Client, ConfigError> {
        let (configuration, problems, resolved) = self.resolve_all();
        ConfigError::of(problems)?;
        let Some(address) = resolved.address else {
            // Without an address there is a problem.
            return Err(ConfigError::Address {
                address: String::new(),
                problem: "there is none".to_owned(),
            });
        };
        let (authority, authority_host) = resolved.authority.unzip();
        let host = authority_host.unwrap_or_else(|| address.host().to_owned());
        let tls = if address.tls {
            Some(TlsSession::new(&resolved.tls, &host, Peer::Gateway)?)
        } else {
            None
        };
        let timeout = self.connect_timeout;
        let credentials = Authenticator::new(resolved.credentials, &resolved.tls, timeout)?;
        let channel = Channel::new(ChannelSettings {
            dialer: Dialer::new(address.uri, tls, timeout),
            authority,
            keepalive: resolved.keepalive,
            keepalive_timeout: self.keepalive_timeout,
        })?;
        let shared = Shared::new(Settings {
            configuration,
            max_message_size: resolved.max_message_size,
            request_timeout: resolved.request_timeout,
            tenant: resolved.tenant,
            worker_tenants: resolved.worker_tenants,
            credentials,
            retry: self.retry,
            retry_policy: self.retry_policy,
            backpressure_policy: self.backpressure_policy,
            headers: self.headers,
        });
        Ok(Client::new(channel, Arc::new(shared)))
    }

    /// What the settings come to, for people.
    pub(super) fn resolve(&self) -> (Configuration, Vec<ConfigError>) {
        let (configuration, problems, _) = self.resolve_all();
        (configuration, problems)
    }

    fn resolve_all(&self) -> (Configuration, Vec<ConfigError>, Resolved) {
        let mut all = Resolver::new(&self.environment);
        let found = &mut all;
        let address = self.find_address(found);
        let authority = self.find_authority(found);
        let keepalive = self.find_keepalive(found);
        let max_message_size = self.find_max_message_size(found);
        let request_timeout = self.find_request_timeout(found);
        let tenant = found.find(Setting::Tenant, self.tenant.clone(), &TEXT);
        let tenants = found.find(Setting::WorkerTenants, self.worker_tenants.clone(), &LIST);
        let credentials = self.find_credentials(found, address.as_ref());
        let tls = self.find_tls(found, address.as_ref(), &credentials);
        self.check_the_rest(found);
        let resolved = Resolved {
            address,
            tls,
            authority,
            keepalive,
            max_message_size,
            request_timeout,
            tenant: tenant.map(|tenant| tenant.value),
            worker_tenants: tenants.map(|tenants| tenants.value).unwrap_or_default(),
            credentials,
        };
        let (configuration, problems) = all.finish();
        (configuration, problems, resolved)
    }

    fn find_address(&self, found: &mut Resolver<'_>) -> Option<Address> {
        let insecure = found.find(Setting::InsecureConnection, None, &FLAG);
        let given = found.find(Setting::Address, self.address.clone(), &URL);
        let cluster = self.find_cluster(found);
        let by_cluster = cluster.map(|cluster| (cluster.address(), cluster.from_code));
        let address = match by_cluster {
            // What code says is stronger than the environment, whichever it says.
            Some((address, true)) if self.address.is_none() => {
                found.derive(Setting::Address, address, Setting::ClusterId, &URL)
            }
            Some((address, _)) => {
                found.or_derived(Setting::Address, given, (address, Setting::ClusterId), &URL)
            }
            None => given,
        }?;
        let insecure = insecure.is_some_and(|insecure| insecure.value);
        match Address::parse(&address.value, insecure) {
            Ok(address) => Some(address),
            Err(error) => {
                found.problem(match (error, address.is_from_environment()) {
                    (ConfigError::Address { address: text, problem }, true) => {
                        let problem = format!("'{text}' cannot be used: {problem}");
                        ConfigError::Setting { setting: address.named(), problem }
                    }
                    (error, _) => error,
                });
                None
            }
        }
    }

    fn find_authority(&self, found: &mut Resolver<'_>) -> Option<(Authority, String)> {
        let given = found.find(Setting::Authority, self.authority.clone(), &TEXT)?;
        let parsed = parse_authority(&given.value);
        if parsed.is_none() {
            found.refuse(given.named(), "is not a host, with or without a port");
        }
        parsed
    }

    fn find_keepalive(&self, found: &mut Resolver<'_>) -> Option<Duration> {
        let given = found.find(Setting::Keepalive, self.keepalive, &PROBES)?;
        let Probes::Every(interval) = given.value else { return None };
        if interval < LEAST_KEEPALIVE {
            let problem = "must be at least 30 s, or the gateway closes the connection";
            found.refuse(given.named(), problem);
        }
        Some(interval)
    }

    fn find_max_message_size(&self, found: &mut Resolver<'_>) -> usize {
        let given = found.find(Setting::MaxMessageSize, self.max_message_size, &BYTES);
        above_zero(found, given, 0)
    }

    fn find_request_timeout(&self, found: &mut Resolver<'_>) -> Duration {
        let given = found.find(Setting::RequestTimeout, self.request_timeout, &DURATION);
        above_zero(found, given, Duration::ZERO)
    }

    fn find_tls(
        &self,
        found: &mut Resolver<'_>,
        address: Option<&Address>,
        credentials: &Wanted,
    ) -> TlsTexts {
        let code = self.tls.clone().unwrap_or_default();
        let (certificate, key) = code.identity.unzip();
        let trusted = Some(code.ca_certificates).filter(|trusted| !trusted.is_empty());
        let trusted = found.find(Setting::CaCertificate, trusted, &PEMS);
        let certificate = found.find(Setting::ClientCertificate, certificate, &PEM);
        let key = found.find(Setting::ClientKey, key, &PEM);
        let plaintext = address.is_some_and(|address| !address.tls);
        if plaintext {
            let for_gateway = certificate.as_ref().map(Found::named);
            let of_code = self.tls.is_some().then_some("tls");
            let trusts = trusted.as_ref().filter(|_| !credentials.has_token_server());
            if let Some(setting) = of_code.or(for_gateway).or(trusts.map(Found::named)) {
                let problem = "is for TLS, but the address is without TLS";
                found.refuse(setting, problem);
            }
        }
        let identity =
            both(found, (Setting::ClientCertificate, certificate), (Setting::ClientKey, key));
        let mut read = |named: &'static str, pem: &super::Pem| match pem.read() {
            Ok(text) => Some(text),
            Err(problem) => {
                found.refuse(named, problem);
                None
            }
        };
        let trusted = trusted.map(|trusted| {
            let name = trusted.named();
            trusted.value.iter().filter_map(|pem| read(name, pem)).collect()
        });
        let identity = identity.and_then(|(certificate, key)| {
            Some((read(certificate.named(), &certificate.value)?, read(key.named(), &key.value)?))
        });
        TlsTexts {
            ca_certificates: trusted.unwrap_or_default(),
            identity,
            server_name: code.server_name,
        }
    }

    fn find_credentials(&self, found: &mut Resolver<'_>, address: Option<&Address>) -> Wanted {
        let wanted = self.wanted_credentials(found);
        let exposed = address.filter(|address| !address.tls && !is_loopback(address.host()));
        if let (Some(address), false) = (exposed, self.credentials_without_tls)
            && let Some(setting) = wanted.setting()
        {
            let problem = format!(
                "would go unencrypted to {}; use an address with https, or call \
                 dangerously_allow_credentials_without_tls()",
                address.host(),
            );
            found.refuse(setting, problem);
        }
        wanted
    }

    /// What the environment has no say in.
    fn check_the_rest(&self, found: &mut Resolver<'_>) {
        let times = [
            ("connect_timeout", self.connect_timeout),
            ("keepalive_timeout", self.keepalive_timeout),
        ];
        for (setting, time) in times {
            if time.is_zero() {
                found.refuse(setting, "must be above 0");
            }
        }
        if let Some(error) = &self.refused {
            found.refuse("metadata", error.to_string());
        }
        let policies = [self.retry_policy.validate(), self.backpressure_policy.validate()];
        for problem in policies.into_iter().filter_map(Result::err) {
            found.problem(problem);
        }
    }
}

fn above_zero<T: PartialEq + Copy>(
    found: &mut Resolver<'_>,
    given: Option<Found<T>>,
    zero: T,
) -> T {
    let Some(given) = given else { return zero };
    if given.value == zero {
        found.refuse(given.named(), "must be above 0");
    }
    given.value
}

/// Two settings that mean nothing without each other.
pub(super) fn both<A, B>(
    found: &mut Resolver<'_>,
    (one, a): (Setting, Option<Found<A>>),
    (other, b): (Setting, Option<Found<B>>),
) -> Option<(Found<A>, Found<B>)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a, b)),
        (Some(given), None) => {
            let missing = format!("is set, but not {}; both are needed", other.how_to_give());
            found.refuse(given.named(), missing);
            None
        }
        (None, Some(given)) => {
            let missing = format!("is set, but not {}; both are needed", one.how_to_give());
            found.refuse(given.named(), missing);
            None
        }
        (None, None) => None,
    }
}
