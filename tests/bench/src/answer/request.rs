//! The message of a call.

use std::io::Read;

use bytes::{Buf, Bytes, BytesMut};
use flate2::read::GzDecoder;
use h2::RecvStream;

use super::reply::PREFIX;
use crate::Problem;

/// What the prefix of a message begins with that is compressed.
const COMPRESSED: u8 = 1;

/// Reads the one message of a call. Some clients compress even short ones, always with gzip.
pub(super) async fn message(body: RecvStream) -> Result<Bytes, Problem> {
    let mut whole = read(body).await?;
    let is_compressed = whole.first() == Some(&COMPRESSED);
    whole.advance(PREFIX.min(whole.len()));
    if !is_compressed {
        return Ok(whole);
    }
    let mut message = Vec::new();
    GzDecoder::new(whole.reader()).read_to_end(&mut message)?;
    Ok(message.into())
}

/// What a call sends, until it has sent all.
async fn read(mut body: RecvStream) -> Result<Bytes, Problem> {
    let mut whole = Bytes::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        body.flow_control().release_capacity(chunk.len())?;
        whole = if whole.is_empty() {
            chunk
        } else {
            let mut longer = BytesMut::from(whole);
            longer.extend_from_slice(&chunk);
            longer.freeze()
        };
    }
    Ok(whole)
}
