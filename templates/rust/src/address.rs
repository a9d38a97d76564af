//! The address of a gateway.

use http::Uri;
use http::uri::Authority;

use crate::ConfigError;

/// Where a gateway of a default installation listens.
pub(crate) const DEFAULT_ADDRESS: &str = "http://localhost:26500";

const GATEWAY_PORT: u16 = 26_500;
const HTTPS_PORT: u16 = 443;

/// Where the gateway is and whether to speak TLS with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) uri: Uri,
    pub(crate) tls: bool,
}

impl Address {
    /// Reads `scheme://host:port`. Without a scheme it is TLS; without a port
    /// it is 443 with TLS and the gateway's own without.
    pub(crate) fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |problem: &str| ConfigError::Address {
            address: without_userinfo(text),
            problem: problem.to_owned(),
        };
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
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

fn without_userinfo(text: &str) -> String {
    match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        (None, Some((_, host))) => format!("***@{host}"),
        (_, None) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, parse_authority};

    fn parsed(text: &str) -> String {
        let address = Address::parse(text).unwrap();
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
            assert!(Address::parse(bad).is_err(), "{bad:?}");
        }
        let error = Address::parse("https://me:secret@host").unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
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
