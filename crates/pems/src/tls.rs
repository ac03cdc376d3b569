//! Whom the client trusts: the system, and the authorities of a file besides. A certificate that is not trusted is named,
//! so that whoever runs a proxy that reads the traffic can be told from whoever attacks.

use crate::{SetupError, text::one_line};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier;
use std::fmt;
use std::sync::Arc;
use x509_parser::prelude::{FromDer, X509Certificate};

const NAME_MAX: usize = 200;

/// A certificate that was shown and is not trusted.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the certificate of {subject}, issued by {issuer}, is not trusted: {why}")]
pub(crate) struct Untrusted {
    /// Whose it says it is.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// What is wrong with it.
    pub why: CertificateError,
}

/// Leaves every decision to the system, and names what it refuses.
struct Naming(Verifier);

/// The configuration of a client: with HTTP/2, or without.
pub(crate) fn config(ca_file_pem: Option<&[u8]>, http2: bool) -> Result<ClientConfig, SetupError> {
    let provider = Arc::new(ring::default_provider());
    let refused = |error: TlsError| SetupError::Tls { detail: one_line(&error.to_string(), NAME_MAX) };
    let verifier = match ca_file_pem {
        Some(pem) => Verifier::new_with_extra_roots(authorities(pem)?, Arc::clone(&provider)),
        None => Verifier::new(Arc::clone(&provider)),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Naming(verifier.map_err(refused)?)))
        .with_no_client_auth();
    config.alpn_protocols =
        if http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
    Ok(config)
}

/// The certificates of a file, PEM.
pub(crate) fn authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, SetupError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|_| SetupError::CaFile)?;
    let sound = found.iter().all(|der| X509Certificate::from_der(der).is_ok());
    if found.is_empty() || !sound { Err(SetupError::CaFile) } else { Ok(found) }
}

impl Naming {
    fn named(&self, error: TlsError, certificate: &CertificateDer<'_>) -> TlsError {
        let TlsError::InvalidCertificate(why) = error else { return error };
        let Ok((_, parsed)) = X509Certificate::from_der(certificate) else {
            return TlsError::InvalidCertificate(why);
        };
        let named = Untrusted {
            subject: one_line(&parsed.subject().to_string(), NAME_MAX),
            issuer: one_line(&parsed.issuer().to_string(), NAME_MAX),
            why,
        };
        TlsError::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(named))))
    }
}

impl ServerCertVerifier for Naming {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let verified = self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        verified.map_err(|error| self.named(error, end_entity))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

impl fmt::Debug for Naming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Naming")
    }
}
