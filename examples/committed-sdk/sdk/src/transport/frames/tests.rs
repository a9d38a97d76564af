//! Replies in one piece, in many, and broken ones.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response};
use http_body::Frame;
use tonic::body::Body;

use super::Frames;
use crate::Code;
use crate::transport::Failure;

struct Scripted(VecDeque<Frame<Bytes>>);

impl http_body::Body for Scripted {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

fn trailers() -> Frame<Bytes> {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    Frame::trailers(trailers)
}

fn data(bytes: &'static [u8]) -> Frame<Bytes> {
    Frame::data(Bytes::from_static(bytes))
}

fn frames(script: Vec<Frame<Bytes>>) -> Frames {
    let head = Response::new(()).into_parts().0;
    Frames::new(Body::new(Scripted(script.into())), &head, 16)
}

async fn read(script: Vec<Frame<Bytes>>) -> Result<Vec<Bytes>, Box<Failure>> {
    let mut frames = frames(script);
    let mut messages = Vec::new();
    while let Some(next) = poll_fn(|cx| Pin::new(&mut frames).poll_message(cx)).await {
        messages.push(next?);
    }
    Ok(messages)
}

#[tokio::test]
async fn several_messages_in_one_piece() {
    let messages = read(vec![data(b"\0\0\0\0\x02ab\0\0\0\0\0\0\0\0\0\x01c"), trailers()]).await;
    assert_eq!(messages.unwrap(), ["ab", "", "c"]);
}

#[tokio::test]
async fn one_message_in_pieces_of_a_byte() {
    let bytes = b"\0\0\0\0\x02ab\0\0\0\0\x01c";
    let mut script: Vec<_> =
        bytes.iter().map(|byte| Frame::data(Bytes::copy_from_slice(&[*byte]))).collect();
    script.push(trailers());
    assert_eq!(read(script).await.unwrap(), ["ab", "c"]);
}

#[tokio::test]
async fn a_message_split_over_two_pieces_with_more_behind() {
    let script = vec![data(b"\0\0\0\0\x03a"), data(b"bc\0\0\0\0\x01d"), trailers()];
    assert_eq!(read(script).await.unwrap(), ["abc", "d"]);
}

#[tokio::test]
async fn ends_are_checked() {
    let code = async |script| read(script).await.unwrap_err().code;
    assert_eq!(code(vec![data(b"\0\0\0\0\x01a")]).await, Code::Unknown);
    assert_eq!(code(vec![data(b"\0\0\0\0\x03a"), trailers()]).await, Code::Internal);
    assert_eq!(code(vec![data(b"\x01\0\0\0\x01a"), trailers()]).await, Code::Internal);
}

#[tokio::test]
async fn a_message_above_the_limit_is_refused_by_its_length() {
    let failure = read(vec![data(b"\0\0\0\0\x11a")]).await.unwrap_err();
    assert_eq!(failure.code, Code::ResourceExhausted);
    assert!(failure.says_too_large(), "{}", failure.message);
}
