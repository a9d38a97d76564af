//! The address of a gateway.

use std::net::IpAddr;

use http::Uri;
use http::uri::Authority;

use crate::ConfigError;

const GATEWAY_PORT: u16 = 26_500;
const HTTPS_PORT: u16 = 443;

/// Where the gateway is and whether to speak TLS with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) uri: Uri,
    pub(crate) tls: bool,
}

impl Address {
    /// Reads `scheme://host:port`. Without a scheme it is TLS, or not, as
    /// `insecure` says; without a port it is 443 with TLS and the gateway's own
    /// without.
    pub(crate) fn parse(text: &str, insecure: bool) -> Result<Self, ConfigError> {
        let refuse = |problem: &str| ConfigError::Address {
            address: without_userinfo(text),
            problem: problem.to_owned(),
        };
        let unsaid = if insecure { "http" } else { "https" };
        let (scheme, rest) = text.split_once("://").unwrap_or((unsaid, text));
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "http" | "grpc" => false,
            "https" | "grpcs" => true,
            _ => return Err(refuse("its scheme is none of http, https, grpc, grpcs")),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains('@') {
            return Err(refuse("it must not contain a user name or password"));
        }
        if rest.contains(['/', '?', '#']) {
            return Err(refuse("it must be scheme, host and port, without a path"));
        }
        let found: Uri = rest.parse().map_err(|_| refuse("it is not a host and port"))?;
        let Some(host) = found.host().filter(|host| !host.is_empty()) else {
            return Err(refuse("it has no host"));
        };
        let default_port = if tls { HTTPS_PORT } else { GATEWAY_PORT };
        let port = match found.port_u16() {
            Some(0) => return Err(refuse("its port is 0")),
            Some(port) => port,
            None if rest.len() == host.len() => default_port,
            None => return Err(refuse("its port is not a number from 1 to 65535")),
        };
        let scheme = if tls { "https" } else { "http" };
        let uri = format!("{scheme}://{host}:{port}/").parse();
        let uri = uri.map_err(|_| refuse("it is not a host and port"))?;
        Ok(Self { uri, tls })
    }

    /// The host, without a port.
    pub(crate) fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }
}

/// Another name of the gateway, with or without a port, and its host.
pub(crate) fn parse_authority(text: &str) -> Option<(Authority, String)> {
    let authority = text.parse::<Authority>().ok()?;
    let host = authority.host().to_owned();
    (!host.is_empty() && !text.contains('@')).then_some((authority, host))
}

/// Whether what is sent to this host stays on this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = name.parse::<IpAddr>() {
        return address.is_loopback();
    }
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// The address without a user name and password in it.
pub(crate) fn without_userinfo(text: &str) -> String {
    match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        (None, Some((_, host))) => format!("***@{host}"),
        (_, None) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, is_loopback, parse_authority};

    fn parsed(text: &str) -> String {
        let address = Address::parse(text, false).unwrap();
        assert_eq!(address.tls, address.uri.scheme_str() == Some("https"));
        address.uri.to_string()
    }

    #[test]
    fn takes_what_people_write() {
        assert_eq!(parsed("http://localhost:26500"), "http://localhost:26500/");
        assert_eq!(parsed("http://localhost"), "http://localhost:26500/");
        assert_eq!(parsed("grpc://10.0.0.1:1/"), "http://10.0.0.1:1/");
        assert_eq!(parsed("HTTPS://a.zeebe.example"), "https://a.zeebe.example:443/");
        assert_eq!(parsed("grpcs://host:8443"), "https://host:8443/");
        assert_eq!(parsed("host:26500"), "https://host:26500/");
        assert_eq!(parsed("http://[::1]:26500"), "http://[::1]:26500/");
        assert_eq!(parsed("http://[::1]"), "http://[::1]:26500/");
        let insecure = |text| Address::parse(text, true).unwrap();
        assert_eq!(insecure("host").uri, "http://host:26500/");
        assert!(insecure("https://host").tls);
    }

    #[test]
    fn refuses_the_rest_without_showing_a_password() {
        for bad in [
            "",
            "http://",
            "ftp://host",
            "http://host:0",
            "http://host:99999",
            "http://host:x",
            "https://host/cluster",
            "http://host?a=b",
            "http://a b",
            "http://host:",
        ] {
            assert!(Address::parse(bad, false).is_err(), "{bad:?}");
        }
        let error = Address::parse("https://me:secret@host", false).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }

    #[test]
    fn loopback_is_this_machine() {
        for host in ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "localhost.example.com", "10.0.0.1", "[::2]", "0.0.0.0", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn an_authority_is_a_host() {
        let (authority, host) = parse_authority("gateway.example:8443").unwrap();
        assert_eq!(authority, "gateway.example:8443");
        assert_eq!(host, "gateway.example");
        for bad in ["", "a/b", "me@host", "a b"] {
            assert!(parse_authority(bad).is_none(), "{bad:?}");
        }
    }
}
