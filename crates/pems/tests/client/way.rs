//! The way out of the network: real proxies that speak CONNECT, one that reads the traffic, and proxy scripts. PEMS has a
//! name that no resolver knows: whoever reaches it was led there.

use crate::server::{always, client_with, read_request, rio, serve_raw};
use crate::tls::{identity, serve_tls};
use pfa_pems::{
    Bypass, Client, ClientOptions, Collector, PemsError, ProxyAddress, ProxyOptions, ProxyRule, ProxySignIn,
    Secret, WebAddress,
};
use pfa_sync::{FailureKind, Retry};
use serde_json::json;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

const PEMS: &str = "https://pems.invalid/axis";
/// `ann:planted-proxy-password`.
const ANN: &str = "Basic YW5uOnBsYW50ZWQtcHJveHktcGFzc3dvcmQ=";

/// A proxy, and the request lines that it saw.
struct Proxy {
    root: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Leads every tunnel to a port of this machine; with a password, for those alone who name it.
    async fn to(port: u16, password: Option<&'static str>) -> Self {
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&seen);
        let root = serve_raw(move |mut stream| {
            let kept = Arc::clone(&kept);
            async move {
                if !is_let_through(&mut stream, &kept, password).await? {
                    return Ok(());
                }
                let mut upstream = TcpStream::connect(("127.0.0.1", port)).await?;
                copy_bidirectional(&mut stream, &mut upstream).await.map(drop)
            }
        })
        .await;
        Self { root: root.trim_end_matches("/axis").to_owned(), seen }
    }

    /// Reads what goes through: shows a certificate of its own for PEMS, and asks the server behind in its turn.
    async fn reading(upstream: &str) -> (Self, Vec<u8>) {
        let (config, authority) = identity("pems.invalid");
        let (tls, port) = (TlsAcceptor::from(Arc::new(config)), port_of(upstream));
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&seen);
        let root = serve_raw(move |mut stream| {
            let (kept, tls) = (Arc::clone(&kept), tls.clone());
            async move {
                if !is_let_through(&mut stream, &kept, None).await? {
                    return Ok(());
                }
                let mut plain = tls.accept(stream).await?;
                let mut request = [0; 4096];
                let read = plain.read(&mut request).await?;
                kept.lock().unwrap().push(String::from_utf8_lossy(&request[..read]).into_owned());
                let mut upstream = TcpStream::connect(("127.0.0.1", port)).await?;
                upstream.write_all(&request[..read]).await?;
                copy_bidirectional(&mut plain, &mut upstream).await.map(drop)
            }
        })
        .await;
        (Self { root: root.trim_end_matches("/axis").to_owned(), seen }, authority)
    }

    fn rule(&self) -> ProxyRule {
        ProxyRule::Through { proxy: ProxyAddress::parse(&self.root).unwrap(), bypass: Bypass::default() }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// A SOCKS proxy of version 5 that wants a user and a password, or neither, and leads everything to a port of this
/// machine; its address, and the names that it was asked for.
async fn socks(
    port: u16,
    sign_in: Option<(&'static str, &'static str)>,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&seen);
    let root = serve_raw(move |mut stream| {
        let kept = Arc::clone(&kept);
        async move {
            let [_, methods] = take(&mut stream).await?;
            stream.read_exact(&mut vec![0; usize::from(methods)]).await?;
            stream.write_all(&[5, if sign_in.is_some() { 2 } else { 0 }]).await?;
            if let Some((user, password)) = sign_in {
                let [_, length] = take(&mut stream).await?;
                let named = text(&mut stream, length).await?;
                let [length] = take(&mut stream).await?;
                let shown = text(&mut stream, length).await?;
                let wrong = named != user || shown != password;
                stream.write_all(&[1, u8::from(wrong)]).await?;
            }
            let [_, _, _, kind, length] = take(&mut stream).await?;
            assert_eq!(kind, 3, "a name, that this network alone knows");
            let name = text(&mut stream, length).await?;
            kept.lock().unwrap().push(name);
            let [_, _] = take(&mut stream).await?;
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
            let mut upstream = TcpStream::connect(("127.0.0.1", port)).await?;
            copy_bidirectional(&mut stream, &mut upstream).await.map(drop)
        }
    })
    .await;
    (root.trim_end_matches("/axis").replace("http://", "socks5h://"), seen)
}

async fn take<const N: usize>(stream: &mut TcpStream) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn text(stream: &mut TcpStream, length: u8) -> std::io::Result<String> {
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Answers a CONNECT; whether its tunnel is to be made.
async fn is_let_through(
    stream: &mut TcpStream,
    seen: &Mutex<Vec<String>>,
    password: Option<&str>,
) -> std::io::Result<bool> {
    let request = read_request(stream).await?;
    seen.lock().unwrap().push(request.lines().next().unwrap_or_default().to_owned());
    let named = request.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("proxy-authorization").then_some(value)
    });
    if password.is_some() && named != password {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"northgate\"\r\n\
                       content-length: 0\r\n\r\n";
        stream.write_all(refusal.as_bytes()).await?;
        return Ok(false);
    }
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    Ok(true)
}

fn port_of(root: &str) -> u16 {
    root.rsplit(':').next().unwrap().trim_end_matches("/axis").parse().unwrap()
}

fn asking(rule: ProxyRule, sign_in: Option<&str>, authority: &[u8]) -> Client {
    let sign_in =
        sign_in.map(|password| ProxySignIn { user: "ann".to_owned(), password: Secret::new(password) });
    let options = ClientOptions {
        ca_file_pem: Some(authority.to_vec()),
        proxy: ProxyOptions { rule, sign_in },
        ..ClientOptions::default()
    };
    client_with(PEMS, options)
}

fn script(url: String) -> ProxyRule {
    ProxyRule::Script { url }
}

#[tokio::test]
async fn requests_and_the_feed_go_through_the_proxy_that_is_named() {
    let (root, authority) = serve_tls("pems.invalid").await;
    let proxy = Proxy::to(port_of(&root), None).await;
    let client = asking(proxy.rule(), None, &authority);
    assert!(!client.health().await.unwrap().degraded);
    client.change_feed(&rio()).await.unwrap();
    assert_eq!(proxy.seen(), ["CONNECT pems.invalid:443 HTTP/1.1"; 2]);
}

#[tokio::test]
async fn what_is_on_the_list_is_reached_straight() {
    let (root, authority) = serve_tls("pems.invalid").await;
    let proxy = Proxy::to(port_of(&root), None).await;
    for rule in [
        ProxyRule::Direct,
        ProxyRule::Through {
            proxy: ProxyAddress::parse(&proxy.root).unwrap(),
            bypass: Bypass::parse([".invalid"]),
        },
    ] {
        let error = asking(rule, None, &authority).health().await.unwrap_err();
        assert!(matches!(error, PemsError::Offline { .. }), "{error:?}");
    }
    assert!(proxy.seen().is_empty());
}

#[tokio::test]
async fn a_proxy_that_asks_who_it_is_is_told_and_lets_through() {
    let (root, authority) = serve_tls("pems.invalid").await;
    let proxy = Proxy::to(port_of(&root), Some(ANN)).await;
    let client = asking(proxy.rule(), Some("planted-proxy-password"), &authority);
    assert!(!client.health().await.unwrap().degraded);
    client.change_feed(&rio()).await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_is_not_satisfied_is_named_and_no_password_with_it() {
    let (root, authority) = serve_tls("pems.invalid").await;
    let proxy = Proxy::to(port_of(&root), Some(ANN)).await;
    for sign_in in [None, Some("another-planted-password")] {
        let client = asking(proxy.rule(), sign_in, &authority);
        let error = client.health().await.unwrap_err();
        assert_eq!(error, PemsError::ProxySignIn { proxy: proxy.root.clone(), unsupported: None });
        assert_eq!((error.retry(), error.outcome_known()), (Retry::WhenOnline, true));
        assert_eq!(error.failure().unwrap().kind, FailureKind::ProxySignIn);
        assert!(!format!("{error} {error:?} {client:?}").contains("planted"));
        assert_eq!(client.change_feed(&rio()).await.map(drop), Err(error));
    }
}

#[tokio::test]
async fn a_proxy_that_takes_no_password_is_told_with_the_method_that_it_wants() {
    let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n\
                   Proxy-Authenticate: NTLM\r\ncontent-length: 0\r\n\r\n";
    let proxy = serve_raw(move |mut stream| async move {
        read_request(&mut stream).await?;
        stream.write_all(refusal.as_bytes()).await
    })
    .await;
    let proxy = proxy.trim_end_matches("/axis").to_owned();
    let (_, authority) = serve_tls("pems.invalid").await;
    let address = ProxyAddress::parse(&proxy).unwrap();
    let rule = ProxyRule::Through { proxy: address, bypass: Bypass::default() };
    let error = asking(rule, Some("planted-proxy-password"), &authority).health().await.unwrap_err();
    let PemsError::ProxySignIn { proxy: named, unsupported } = &error else { panic!("{error:?}") };
    assert_eq!(
        (named, unsupported.as_deref()),
        (&proxy, Some("NTLM and Kerberos (Negotiate)")),
        "the password that was given is no help"
    );
    let told = error.to_string();
    assert!(told.contains("NTLM") && told.contains("ask IT"), "{told}");
    assert_eq!(error.retry(), Retry::WhenOnline);
}

#[tokio::test]
async fn a_proxy_that_is_away_is_named() {
    let away = ProxyAddress::parse("http://127.0.0.1:1").unwrap();
    let rule = ProxyRule::Through { proxy: away, bypass: Bypass::default() };
    let (_, authority) = serve_tls("pems.invalid").await;
    let error = asking(rule, None, &authority).health().await.unwrap_err();
    let PemsError::Offline { detail } = &error else { panic!("{error:?}") };
    assert!(detail.starts_with("through the proxy http://127.0.0.1:1: "), "{detail}");
}

#[tokio::test]
async fn a_proxy_that_reads_the_traffic_works_once_its_authority_is_trusted() {
    let answer = r#"{"status":"ok","serverTime":"2026-01-01T00:00:00Z"}"#;
    let pems = always(200, &[], answer).await;
    let (proxy, authority) = Proxy::reading(&pems).await;
    assert!(!asking(proxy.rule(), None, &authority).health().await.unwrap().degraded);
    assert!(proxy.seen()[1].starts_with("GET /axis/health HTTP/1.1"), "it reads: {:?}", proxy.seen());
}

#[tokio::test]
async fn a_proxy_that_reads_the_traffic_is_told_by_the_names_in_its_certificate() {
    let pems = always(200, &[], "{}").await;
    let (proxy, _) = Proxy::reading(&pems).await;
    let (_, another) = serve_tls("another").await;
    let error = asking(proxy.rule(), None, &another).health().await.unwrap_err();
    let PemsError::Certificate { host, detail } = &error else { panic!("{error:?}") };
    assert_eq!(host, "pems.invalid");
    assert!(detail.contains("unknown issuer"), "{detail}");
    assert!(detail.contains("by CN=Authority for pems.invalid"), "the issuer: {detail}");
    assert!(detail.contains("issued to CN="), "the subject: {detail}");
    assert_eq!(proxy.seen(), ["CONNECT pems.invalid:443 HTTP/1.1"], "nothing of the request went out");
}

#[tokio::test]
async fn a_script_says_the_way_and_the_next_where_one_leads_nowhere() {
    let (root, authority) = serve_tls("pems.invalid").await;
    let proxy = Proxy::to(port_of(&root), None).await;
    let place = proxy.root.trim_start_matches("http://");
    let text = format!(
        "function FindProxyForURL(url, host) {{\n\
         if (url !== 'https://pems.invalid/') return 'DIRECT'; // the host is all that it is told\n\
         if (dnsDomainIs(host, '.invalid')) return 'PROXY 127.0.0.1:1; PROXY {place}';\n\
         return 'DIRECT'; }}"
    );
    let pac = always(200, &[("content-type", "application/x-ns-proxy-autoconfig")], text.clone()).await;
    let client = asking(script(format!("{pac}/proxy.pac")), None, &authority);
    client.health().await.unwrap();
    client.health().await.unwrap();
    assert_eq!(proxy.seen().len(), 1, "the second request knows the way and has a connection");

    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    asking(script(format!("file://{}", file.path().display())), None, &authority).health().await.unwrap();
    assert_eq!(proxy.seen().len(), 2);
}

#[tokio::test]
async fn a_script_that_gives_no_way_is_named_with_the_reason() {
    let (_, authority) = serve_tls("pems.invalid").await;
    let told = async |url: String| {
        let error = asking(script(url), None, &authority).health().await.unwrap_err();
        let PemsError::Offline { detail } = &error else { panic!("{error:?}") };
        detail.clone()
    };
    let endless = always(200, &[], "function FindProxyForURL() { for (;;) {} }").await;
    assert!(told(endless.clone()).await.ends_with("it takes too long"));
    assert!(
        told(endless.clone()).await.starts_with(&format!("the proxy script at {endless} cannot be used"))
    );
    let socks = always(200, &[], "function FindProxyForURL() { return 'SOCKS s:1080'; }").await;
    assert!(told(socks).await.contains("\"SOCKS s:1080\" names no proxy that can be used"));
    let gone = always(404, &[], "").await;
    assert!(told(gone).await.contains("404"));
    assert!(told("http://127.0.0.1:1/proxy.pac".to_owned()).await.contains("cannot be read"));
    assert!(told("file:///nowhere/proxy.pac".to_owned()).await.contains("cannot be read"));
}

#[tokio::test]
async fn a_socks_proxy_is_gone_through_and_told_who_signs_in() {
    let (root, authority) = serve_tls("pems.invalid").await;
    for sign_in in [None, Some(("ann", "planted-proxy-password"))] {
        let (proxy, seen) = socks(port_of(&root), sign_in).await;
        let rule =
            ProxyRule::Through { proxy: ProxyAddress::parse(&proxy).unwrap(), bypass: Bypass::default() };
        let client = asking(rule, sign_in.map(|(_, password)| password), &authority);
        assert!(!client.health().await.unwrap().degraded);
        client.change_feed(&rio()).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), ["pems.invalid"; 2]);
    }
}

#[tokio::test]
async fn figures_reach_a_collector_by_the_same_proxy_and_the_same_authority() {
    let (root, authority) = serve_tls("collector.invalid").await;
    let proxy = Proxy::to(port_of(&root), Some(ANN)).await;
    let sign_in = ProxySignIn { user: "ann".to_owned(), password: Secret::new("planted-proxy-password") };
    let options = ClientOptions {
        ca_file_pem: Some(authority),
        proxy: ProxyOptions { rule: proxy.rule(), sign_in: Some(sign_in) },
        ..ClientOptions::default()
    };
    let address = WebAddress::parse("https://collector.invalid/otel").unwrap();
    Collector::new(&address, options.clone()).unwrap().push_metrics(&json!({})).await.unwrap();
    assert_eq!(proxy.seen(), ["CONNECT collector.invalid:443 HTTP/1.1"]);

    let nobody = ClientOptions { ca_file_pem: None, ..options };
    let refused = Collector::new(&address, nobody).unwrap().push_metrics(&json!({})).await.unwrap_err();
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
}
