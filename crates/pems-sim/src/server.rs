//! The door: accepts connections, closes them in an outage, hangs up where a fault says so.

use crate::{
    http::Hangup,
    shared::{Line, Shared},
};
use axum::{Router, body::Body, extract::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::Service, service::service_fn};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use socket2::SockRef;
use std::{
    io,
    net::{Shutdown, SocketAddr},
    pin::pin,
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};

/// How long requests in flight have when the stand-in ends.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1_024;

/// The listening socket, or the port kept for it.
enum Door {
    Open(TcpListener),
    /// A bound socket that does not listen: connections are refused, and no other process gets the port.
    Shut {
        address: SocketAddr,
        port: Option<TcpSocket>,
    },
}

/// Answers requests until the stand-in ends.
pub(crate) async fn serve(listener: TcpListener, router: Router, shared: Arc<Shared>) {
    let mut wanted = shared.wanted.subscribe();
    let mut connections = JoinSet::new();
    let mut door = Door::Open(listener);
    loop {
        let line = *wanted.borrow_and_update();
        if line != Line::Up {
            shared.feed_cut.send_modify(|n| *n += 1);
        }
        match line {
            Line::Stopped => break,
            Line::Refusing => door = door.shut(),
            Line::Up | Line::Closing => door = door.open(),
        }
        if line != Line::Up {
            connections.shutdown().await;
        }
        shared.settled.send_replace(line);
        accept_until_changed(&door, line, &router, &shared, &mut wanted, &mut connections).await;
    }
    door.close();
    let finished = async { while connections.join_next().await.is_some() {} };
    if timeout(LAST_WORDS, finished).await.is_err() {
        connections.shutdown().await;
    }
    shared.settled.send_replace(Line::Stopped);
}

async fn accept_until_changed(
    door: &Door,
    line: Line,
    router: &Router,
    shared: &Arc<Shared>,
    wanted: &mut watch::Receiver<Line>,
    connections: &mut JoinSet<()>,
) {
    loop {
        tokio::select! {
            _ = wanted.changed() => return,
            stream = door.accept() => match stream {
                Ok(stream) if line == Line::Up => {
                    connections.spawn(converse(stream, router.clone(), shared.wanted.subscribe()));
                }
                Ok(stream) => drop(stream),
                // Out of file handles as a rule: the next one may fit.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::task::yield_now().await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(stream: TcpStream, router: Router, mut wanted: watch::Receiver<Line>) {
    // Without it the second half of a small answer waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| answer(router.clone(), request));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = pin!(connection);
    // A sender that is gone has stopped too. The outcome is dropped here: it holds a lock.
    let stopped = async { drop(wanted.wait_for(|line| *line == Line::Stopped).await) };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(router: Router, request: Request<Incoming>) -> Result<Response<Body>, io::Error> {
    let response = routed(router, request.map(Body::new)).await;
    if response.extensions().get::<Hangup>().is_some() {
        // An error in place of a response makes hyper close the connection without a byte.
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "hung up on demand"));
    }
    Ok(response)
}

/// The routes' answer to a request, however it came.
pub(crate) async fn routed(router: Router, request: Request<Body>) -> Response<Body> {
    match TowerToHyperService::new(router).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

impl Door {
    async fn accept(&self) -> io::Result<TcpStream> {
        match self {
            Door::Open(listener) => listener.accept().await.map(|(stream, _)| stream),
            Door::Shut { .. } => std::future::pending().await,
        }
    }

    fn shut(self) -> Self {
        let address = match &self {
            Door::Open(listener) => listener.local_addr(),
            Door::Shut { .. } => return self,
        };
        match address {
            Ok(address) => {
                self.close();
                Door::Shut { address, port: reserve(address).ok() }
            }
            Err(error) => {
                tracing::error!(%error, "the port is not known; it stays open");
                self
            }
        }
    }

    /// Refuses connections from now on. Dropping alone is not enough: a process that is being started
    /// at this moment holds a copy of the socket until it runs its program, and that copy would listen on.
    fn close(self) {
        if let Door::Open(listener) = self {
            // Where a system cannot end listening this way, dropping has to do.
            let _ = SockRef::from(&listener).shutdown(Shutdown::Both);
        }
    }

    fn open(self) -> Self {
        let (address, port) = match self {
            Door::Open(_) => return self,
            Door::Shut { address, port } => (address, port),
        };
        let listening = match port {
            Some(socket) => socket.listen(BACKLOG),
            None => reserve(address).and_then(|socket| socket.listen(BACKLOG)),
        };
        match listening {
            Ok(listener) => Door::Open(listener),
            Err(error) => {
                tracing::error!(%error, %address, "the port could not be opened again");
                Door::Shut { address, port: None }
            }
        }
    }
}

fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Elsewhere it would let another process take the port away.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
