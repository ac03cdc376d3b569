//! Updates against a server with TLS, signed with keys made here.

use super::*;
use minisign::KeyPair;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const NEW: &[u8] = b"\x7fELF the newer application, which is long enough to be one";
const OLD: &[u8] = b"\x7fELF the application";

/// A server of releases, an application that trusts it, and the file that stands for the program.
struct Place {
    address: String,
    ca_pem: Vec<u8>,
    keys: KeyPair,
    folder: TempDir,
}

impl Place {
    async fn new(files: impl FnOnce(&str, &KeyPair) -> HashMap<String, Vec<u8>>) -> Self {
        let keys = KeyPair::generate_unencrypted_keypair().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let provider = tokio_rustls::rustls::crypto::ring::default_provider();
        let config = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let files = files(&address, &keys);
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), Arc::new(files)));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("app.AppImage"), OLD).unwrap();
        Self { address, ca_pem: cert.pem().into_bytes(), keys, folder }
    }

    async fn looks(&self) -> Result<Option<(Update, Vec<u8>)>, Refused> {
        self.looks_on(UpdateChannel::Stable).await
    }

    async fn looks_on(&self, channel: UpdateChannel) -> Result<Option<(Update, Vec<u8>)>, Refused> {
        let asked = Asked {
            address: self.address.parse().unwrap(),
            channel,
            profile: "profile".to_owned(),
            ca_pem: Some(self.ca_pem.clone()),
            program: Some(self.program()),
        };
        fetch(&application(&self.keys), &asked).await
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("app.AppImage")
    }
}

/// An application of version 1.1.0 with this key built in.
fn application(keys: &KeyPair) -> AppHandle<MockRuntime> {
    let mut context = mock_context(noop_assets());
    context.package_info_mut().version = "1.1.0".parse().unwrap();
    let updater =
        json!({"pubkey": encoded(&keys.pk.to_box().unwrap().to_string()), "requireSignedVersion": true});
    context.config_mut().plugins.0.insert("updater".to_owned(), updater);
    let app = mock_builder().plugin(tauri_plugin_updater::Builder::new().build()).build(context).unwrap();
    app.handle().clone()
}

async fn serve(listener: TcpListener, tls: TlsAcceptor, files: Arc<HashMap<String, Vec<u8>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, files) = (tls.clone(), Arc::clone(&files));
        tokio::spawn(async move {
            let mut stream = tls.accept(stream).await?;
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(stream.read_u8().await?);
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let file = request.split(' ').nth(1).and_then(|path| files.get(path));
            let (status, body) = file.map_or(("404 Not Found", &[][..]), |body| ("200 OK", body));
            let head =
                format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), body].concat()).await?;
            stream.shutdown().await
        });
    }
}

fn encoded(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// Signs as `tauri signer sign` does, with the version in the comment that the signature covers.
fn signed(keys: &KeyPair, bytes: &[u8], version: &str) -> String {
    let comment = format!("timestamp:1700000000\tfile:app.AppImage\tversion:{version}");
    let signature = minisign::sign(Some(&keys.pk), &keys.sk, Cursor::new(bytes), Some(&comment), None);
    encoded(&signature.unwrap().to_string())
}

fn release(
    address: &str,
    version: &str,
    signature: &str,
    bytes: &[u8],
    ours: Value,
) -> HashMap<String, Vec<u8>> {
    let target = format!("{}-{}", "linux", std::env::consts::ARCH);
    let mut manifest = json!({
        "version": version,
        "platforms": {target: {"url": format!("{address}/app.AppImage"), "signature": signature}},
        "channel": "stable",
    });
    manifest.as_object_mut().unwrap().extend(ours.as_object().unwrap().clone());
    let channel = manifest["channel"].as_str().unwrap().to_owned();
    let manifest = (format!("/{channel}/latest.json"), manifest.to_string().into_bytes());
    HashMap::from([manifest, ("/app.AppImage".to_owned(), bytes.to_vec())])
}

#[tokio::test]
async fn a_newer_version_signed_by_our_key_is_put_in_place_at_the_end() {
    let place =
        Place::new(|address, keys| release(address, "1.2.0", &signed(keys, NEW, "1.2.0"), NEW, json!({})))
            .await;
    let found = place.looks().await.unwrap().unwrap();
    assert_eq!(fs::read(place.program()).unwrap(), OLD, "nothing is replaced while it runs");

    let app = application(&place.keys);
    app.manage(Ready::default());
    *app.state::<Ready>().0.lock().unwrap() = Some(found);
    put_in_place(&app);
    assert_eq!(fs::read(place.program()).unwrap(), NEW);
}

#[tokio::test]
async fn a_changed_update_is_refused() {
    let place = Place::new(|address, keys| {
        release(address, "1.2.0", &signed(keys, NEW, "1.2.0"), b"\x7fELF something else", json!({}))
    })
    .await;
    assert!(matches!(place.looks().await, Err(Refused::Updater(tauri_plugin_updater::Error::Minisign(_)))));
}

#[tokio::test]
async fn an_update_signed_by_another_key_is_refused() {
    let place = Place::new(|address, _| {
        let foreign = KeyPair::generate_unencrypted_keypair().unwrap();
        release(address, "1.2.0", &signed(&foreign, NEW, "1.2.0"), NEW, json!({}))
    })
    .await;
    assert!(matches!(place.looks().await, Err(Refused::Updater(tauri_plugin_updater::Error::Minisign(_)))));
}

#[tokio::test]
async fn an_older_version_and_the_same_one_are_no_update() {
    for version in ["1.0.9", "1.1.0"] {
        let place = Place::new(|address, keys| {
            release(address, version, &signed(keys, NEW, version), NEW, json!({}))
        })
        .await;
        assert!(place.looks().await.unwrap().is_none(), "{version}");
    }
}

#[tokio::test]
async fn an_older_version_that_is_announced_as_a_newer_one_is_refused() {
    let place =
        Place::new(|address, keys| release(address, "1.2.0", &signed(keys, NEW, "1.0.9"), NEW, json!({})))
            .await;
    let refused = place.looks().await.err().unwrap();
    let mismatch =
        matches!(refused, Refused::Updater(tauri_plugin_updater::Error::SignedVersionMismatch { .. }));
    assert!(mismatch, "{refused:?}");
}

#[tokio::test]
async fn a_version_that_is_rolled_out_to_nobody_yet_is_not_fetched() {
    let place = Place::new(|address, keys| {
        release(address, "1.2.0", &signed(keys, NEW, "1.2.0"), NEW, json!({"rollout": 0}))
    })
    .await;
    assert!(matches!(place.looks().await, Err(Refused::Unfit(Unfit::NotYet))));
}

#[tokio::test]
async fn a_channel_gets_its_own_versions_alone() {
    let place = Place::new(|address, keys| {
        release(address, "1.2.0", &signed(keys, NEW, "1.2.0"), NEW, json!({"channel": "beta"}))
    })
    .await;
    assert!(place.looks_on(UpdateChannel::Beta).await.unwrap().is_some());
    assert!(matches!(place.looks().await, Err(Refused::Updater(_))), "there is no manifest for it");
}

#[tokio::test]
async fn a_server_whose_certificate_nobody_vouches_for_is_refused() {
    let mut place =
        Place::new(|address, keys| release(address, "1.2.0", &signed(keys, NEW, "1.2.0"), NEW, json!({})))
            .await;
    let other = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    place.ca_pem = other.cert.pem().into_bytes();
    assert!(matches!(place.looks().await, Err(Refused::Updater(tauri_plugin_updater::Error::Reqwest(_)))));
}

#[test]
fn where_updates_are_turned_off_nobody_is_asked_for_one() {
    let app = application(&KeyPair::generate_unencrypted_keypair().unwrap());
    let folder = |update_enabled, address: &str| {
        let settings =
            Settings { update_enabled, update_address: Some(address.to_owned()), ..Settings::default() };
        super::address(&app, &settings).map(String::from)
    };
    assert_eq!(folder(true, "https://updates.example/pfa").as_deref(), Some("https://updates.example/pfa"));
    assert_eq!(folder(false, "https://updates.example/pfa"), None);
    assert_eq!(folder(true, "http://updates.example/pfa"), None, "plain http");
}

#[test]
fn what_the_systems_package_tools_installed_they_update() {
    for (bundle, itself) in [
        (Some(BundleType::Deb), false),
        (Some(BundleType::Rpm), false),
        (None, false),
        (Some(BundleType::AppImage), true),
        (Some(BundleType::Nsis), true),
        (Some(BundleType::Msi), true),
    ] {
        assert_eq!(updates_itself(bundle.clone()), itself, "{bundle:?}");
    }
}
