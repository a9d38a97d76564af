//! One call from its headers to its answer: journal, load, script, and then
//! the engine.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream;
use hyper::body::Incoming;
use tokio::time::{Instant, sleep};
use tokio_stream::StreamExt;
use tonic::codec::CompressionEncoding;
use tonic::codegen::Service;
use tonic::server::Grpc;
use tonic::{Code, Request, Response, Status};

use super::body::{Body, CANCEL, Ending, Limit, Outgoing, Source, reset};
use super::codec::Raw;
use super::connection::Connection;
use super::gateway::Shared;
use crate::journal::{Outcome, Record, parse_timeout};
use crate::rpc::Rpc;
use crate::script::{Admission, Finale, Place, Plan};
use crate::settings::Settings;
use crate::status::{detailed, oversized, unimplemented};

/// Time for what was sent to leave before a stream or connection is reset.
const FLUSH: Duration = Duration::from_millis(20);

/// Answers a request. An error resets its stream.
pub(super) async fn answer(
    shared: Arc<Shared>,
    connection: Arc<Connection>,
    request: http::Request<Incoming>,
) -> Result<http::Response<Body>, h2::Error> {
    let (head, body) = request.into_parts();
    let rpc = Rpc::from_path(head.uri.path());
    let mut record = Record::start(&shared.journal, &connection, rpc, &head);
    let version = &shared.settings.gateway_version;
    let Some(rpc) = rpc.filter(|rpc| rpc.is_known_to(version)) else {
        record.end(Outcome::Status(Code::Unimplemented));
        let response = unimplemented(head.uri.path()).into_http();
        return Ok(response.map(|body: tonic::body::Body| Body::new(body, None)));
    };
    let limit = Limit::new(&connection, deadline(&shared.settings, &head.headers));
    let refusal = shared.gate.credentials.as_ref().and_then(|c| c.refuse(&head.headers));
    let mut handler = Handler(Some(Call { shared, connection, rpc, record, refusal }));
    let mut grpc = Grpc::new(Raw)
        .accept_compressed(CompressionEncoding::Gzip)
        .max_decoding_message_size(usize::MAX);
    let request = http::Request::from_parts(head, body);
    let response = tokio::select! {
        biased;
        response = grpc.server_streaming(&mut handler, request) => response,
        () = limit.reached() => return Err(reset(CANCEL)),
    };
    if let Some(mut call) = handler.0 {
        // The request did not even arrive as a message.
        call.record.end(Outcome::Status(Code::Internal));
    }
    close(response).map(|response| response.map(|body| body.within(limit)))
}

/// When the time is over that the caller gives.
fn deadline(settings: &Settings, headers: &http::HeaderMap) -> Option<Instant> {
    let given = headers.get("grpc-timeout").filter(|_| settings.enforce_deadlines)?;
    let time = parse_timeout(given.to_str().ok()?)?;
    Instant::now().checked_add(time)
}

/// Gives a response the ending its script wants.
fn close(
    mut response: http::Response<tonic::body::Body>,
) -> Result<http::Response<Body>, h2::Error> {
    match response.extensions_mut().remove::<Close>() {
        Some(Close { ending: Ending::Reset(code), is_empty: true }) => Err(reset(code)),
        Some(Close { ending: Ending::Trailers(trailers), is_empty: true }) => {
            response.headers_mut().extend(trailers);
            Ok(response.map(|_| Body::new(tonic::body::Body::empty(), None)))
        }
        close => Ok(response.map(|body| Body::new(body, close.map(|c| c.ending)))),
    }
}

/// How a scripted response ends, for the layer that sends it.
#[derive(Clone)]
struct Close {
    ending: Ending,
    is_empty: bool,
}

/// What is known about a call when its message arrives.
struct Call {
    shared: Arc<Shared>,
    connection: Arc<Connection>,
    rpc: Rpc,
    record: Record,
    /// Why its credentials are not accepted.
    refusal: Option<&'static str>,
}

/// A service for exactly one call.
struct Handler(Option<Call>);

impl Service<Request<Bytes>> for Handler {
    type Response = Response<Outgoing>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Response<Outgoing>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let call = self.0.take();
        Box::pin(async move {
            match call {
                Some(call) => call.respond(request.into_inner()).await,
                None => Err(Status::internal("the call was answered already")),
            }
        })
    }
}

impl Call {
    async fn respond(mut self, request: Bytes) -> Result<Response<Outgoing>, Status> {
        self.record.request(&request);
        match self.admit(&request).await {
            Ok(place) => match self.shared.scripts.next(self.rpc) {
                None => self.respond_by_default(request, place).await,
                Some(plan) => self.respond_as_scripted(request, place, &plan).await,
            },
            Err(status) => Err(self.refuse(status)),
        }
    }

    fn refuse(&mut self, status: Status) -> Status {
        self.record.end(Outcome::Status(status.code()));
        status
    }

    /// Checks who calls, the size of the request, and whether there is a place
    /// for it.
    async fn admit(&self, request: &Bytes) -> Result<Option<Place>, Status> {
        if let Some(reason) = self.refusal {
            return Err(Status::unauthenticated(reason));
        }
        let limit = self.shared.settings.max_message_size;
        if request.len() > limit {
            return Err(oversized(limit, request.len()));
        }
        match self.shared.scripts.admit(self.rpc) {
            Admission::Free => Ok(None),
            Admission::Served(place, hold) => {
                sleep(hold).await;
                Ok(Some(place))
            }
            Admission::Refused => Err(detailed(
                Code::ResourceExhausted,
                "The gateway is under load and pushes this request back",
            )),
        }
    }

    async fn respond_by_default(
        mut self,
        request: Bytes,
        place: Option<Place>,
    ) -> Result<Response<Outgoing>, Status> {
        let source = match self.shared.engine.answer(self.rpc, request).await {
            Ok(answer) => answer.into(),
            Err(status) => return Err(self.refuse(status)),
        };
        let is_stream = self.rpc.is_stream();
        let mut outgoing = Outgoing::new(source, self.record, Outcome::Ok, is_stream, place);
        if is_stream {
            outgoing.begin().await;
        }
        Ok(Response::new(outgoing))
    }

    async fn respond_as_scripted(
        mut self,
        request: Bytes,
        place: Option<Place>,
        plan: &Arc<Plan>,
    ) -> Result<Response<Outgoing>, Status> {
        if !plan.headers_first {
            sleep(plan.delay).await;
        }
        let messages = match &plan.messages {
            Some(messages) => Source::Listed(messages.clone().into_iter()),
            None => match self.shared.engine.answer(self.rpc, request).await {
                Ok(answer) => answer.into(),
                Err(status) => return Err(self.refuse(status)),
            },
        };
        let source = play(messages, Arc::clone(plan), Arc::clone(&self.connection));
        let outcome = match &plan.finale {
            Finale::Status(trailers) if trailers.code != Code::Ok => Outcome::Status(trailers.code),
            Finale::Reset(code) => Outcome::Reset(*code),
            Finale::Ok | Finale::Status(_) | Finale::Hang | Finale::DropConnection => Outcome::Ok,
        };
        let mut outgoing = Outgoing::new(source, self.record, outcome, true, place);
        let is_empty = !plan.headers_first && !outgoing.begin().await;
        let mut response = Response::new(outgoing);
        if let Some(ending) = ending(plan) {
            response.extensions_mut().insert(Close { ending, is_empty });
        }
        let headers = response.metadata_mut();
        *headers = tonic::metadata::MetadataMap::from_headers(plan.headers.clone());
        Ok(response)
    }
}

fn ending(plan: &Plan) -> Option<Ending> {
    match &plan.finale {
        Finale::Status(trailers) => Some(Ending::Trailers(trailers.headers.clone())),
        Finale::Reset(code) => Some(Ending::Reset(*code)),
        Finale::Ok | Finale::Hang | Finale::DropConnection => None,
    }
}

/// The messages of a scripted reply, with its pauses and up to its end.
fn play(messages: Source, plan: Arc<Plan>, connection: Arc<Connection>) -> Source {
    let start = (messages, plan, connection, 0_u64);
    let played = stream::unfold(start, async |(mut messages, plan, connection, sent)| {
        if sent == 0 && plan.headers_first {
            sleep(plan.delay).await;
        }
        if sent > 0 && !plan.gap.is_zero() {
            sleep(plan.gap).await;
        }
        if plan.cut_after.is_none_or(|limit| sent < limit)
            && let Some(message) = messages.next().await
        {
            return Some((message, (messages, plan, connection, sent + 1)));
        }
        finish(&plan, &connection, sent > 0).await;
        None
    });
    Source::Played(futures_util::StreamExt::fuse(Box::pin(played)))
}

async fn finish(plan: &Plan, connection: &Connection, has_sent: bool) {
    match &plan.finale {
        Finale::Ok | Finale::Status(_) => {}
        Finale::Hang => std::future::pending().await,
        Finale::Reset(_) => {
            if has_sent {
                sleep(FLUSH).await;
            }
        }
        Finale::DropConnection => {
            if has_sent {
                sleep(FLUSH).await;
            }
            connection.cut();
            std::future::pending().await
        }
    }
}
