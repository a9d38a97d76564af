//! Certificates for one run: an authority of its own, and servers and clients
//! that it, or another one, vouches for.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, Error, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};

/// Names in the certificates of servers that have the right name.
const NAMES: [&str; 4] = ["localhost", "gateway.example", "127.0.0.1", "::1"];

/// A certificate and its key, both PEM.
#[derive(Clone)]
pub struct Identity {
    /// The certificate, and those of its issuers if any.
    pub certificate: String,
    /// The private key, PKCS #8.
    pub key: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(hidden)")
    }
}

/// Fresh certificates. All keys are ECDSA P-256.
#[derive(Clone, Debug)]
pub struct Certificates {
    /// The authority of the servers: what a client is to trust.
    pub ca: String,
    /// For `localhost`, `gateway.example`, 127.0.0.1 and ::1.
    pub server: Identity,
    /// The same, but its time is over.
    pub expired: Identity,
    /// For `elsewhere.example` alone.
    pub wrong_name: Identity,
    /// The same names as `server`, vouched for by an authority nobody knows.
    pub unknown: Identity,
    /// The authority of the clients: what a gateway is to trust.
    pub client_ca: String,
    /// A client, `worker.example`.
    pub client: Identity,
    /// A client vouched for by an authority nobody knows.
    pub unknown_client: Identity,
}

/// What a certificate is for.
#[derive(Clone, Copy)]
enum Use {
    Server,
    Client,
}

struct Authority {
    certificate: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Certificates {
    /// Makes them.
    ///
    /// # Errors
    /// When there is no randomness to be had.
    pub fn generate() -> Result<Self, CertificateError> {
        let servers = Authority::new("Mock servers")?;
        let clients = Authority::new("Mock clients")?;
        let nobody = Authority::new("Nobody knows")?;
        let worker = ["worker.example"];
        Ok(Self {
            server: servers.issue(&NAMES, Use::Server, 2120)?,
            expired: servers.issue(&NAMES, Use::Server, 2021)?,
            wrong_name: servers.issue(&["elsewhere.example"], Use::Server, 2120)?,
            unknown: nobody.issue(&NAMES, Use::Server, 2120)?,
            client: clients.issue(&worker, Use::Client, 2120)?,
            unknown_client: nobody.issue(&worker, Use::Client, 2120)?,
            ca: servers.certificate,
            client_ca: clients.certificate,
        })
    }

    /// Writes them into a directory, which is made if need be: `ca.pem`,
    /// `client-ca.pem`, and for `server`, `expired`, `wrong-name`, `unknown`,
    /// `client` and `unknown-client` the files `server.pem`, `server-key.pem`
    /// and so on. Keys are readable to the owner only.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_to(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        fs::write(directory.join("ca.pem"), &self.ca)?;
        fs::write(directory.join("client-ca.pem"), &self.client_ca)?;
        for (name, identity) in [
            ("server", &self.server),
            ("expired", &self.expired),
            ("wrong-name", &self.wrong_name),
            ("unknown", &self.unknown),
            ("client", &self.client),
            ("unknown-client", &self.unknown_client),
        ] {
            fs::write(directory.join(format!("{name}.pem")), &identity.certificate)?;
            write_secret(&directory.join(format!("{name}-key.pem")), &identity.key)?;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    fs::write(file, text)
}

impl Authority {
    fn new(name: &str) -> Result<Self, CertificateError> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2120, 1, 1);
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.pem();
        Ok(Self { certificate, issuer: Issuer::new(params, key) })
    }

    fn issue(&self, names: &[&str], purpose: Use, until: i32) -> Result<Identity, Error> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let common_name = names.first().cloned().unwrap_or_default();
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![match purpose {
            Use::Server => ExtendedKeyUsagePurpose::ServerAuth,
            Use::Client => ExtendedKeyUsagePurpose::ClientAuth,
        }];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?.pem();
        Ok(Identity { certificate, key: key.serialize_pem() })
    }
}

/// Certificates could not be made, or cannot be used.
#[derive(Debug)]
pub struct CertificateError(pub(super) String);

impl From<Error> for CertificateError {
    fn from(problem: Error) -> Self {
        Self(problem.to_string())
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "certificates: {}", self.0)
    }
}

impl std::error::Error for CertificateError {}
