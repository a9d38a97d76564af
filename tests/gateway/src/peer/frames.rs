//! Frames of HTTP/2 as bytes, for a peer to send. Header fields are written
//! without compression.

pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
pub(super) const RST_STREAM: u8 = 3;
pub(super) const SETTINGS: u8 = 4;
pub(super) const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;

pub(super) const END_STREAM: u8 = 1;
pub(super) const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// The head of a reply as gRPC has it.
pub const GRPC: [(&str, &str); 2] = [(":status", "200"), ("content-type", "application/grpc")];

/// A message without a field.
pub const EMPTY: [u8; 5] = [0; 5];

/// Any frame. Payloads are cut at the largest length there is, 16 MiB.
#[must_use]
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let payload = &payload[..payload.len().min(0xff_ffff)];
    let [_, length @ ..] = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    let mut bytes = length.to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// The head of a reply, or its trailers. The first request of a connection is
/// on stream 1, the next on 3.
#[must_use]
pub fn headers(stream: u32, fields: &[(&str, &str)]) -> Vec<u8> {
    frame(HEADERS, END_HEADERS, stream, &block(fields))
}

/// The same as the end of the reply.
#[must_use]
pub fn last_headers(stream: u32, fields: &[(&str, &str)]) -> Vec<u8> {
    frame(HEADERS, END_HEADERS | END_STREAM, stream, &block(fields))
}

/// Part of the content of a reply.
#[must_use]
pub fn data(stream: u32, content: &[u8]) -> Vec<u8> {
    frame(DATA, 0, stream, content)
}

/// The same as the end of the reply.
#[must_use]
pub fn last_data(stream: u32, content: &[u8]) -> Vec<u8> {
    frame(DATA, END_STREAM, stream, content)
}

/// The end of a connection on which no stream above this one was looked at.
#[must_use]
pub fn goaway(last_stream: u32, code: u32) -> Vec<u8> {
    goaway_saying(last_stream, code, "")
}

/// The same with debug data, such as `too_many_pings`.
#[must_use]
pub fn goaway_saying(last_stream: u32, code: u32, debug: &str) -> Vec<u8> {
    let numbers = [last_stream.to_be_bytes(), code.to_be_bytes()].concat();
    frame(GOAWAY, 0, 0, &[&numbers, debug.as_bytes()].concat())
}

/// The end of one stream, with an error code.
#[must_use]
pub fn reset_stream(stream: u32, code: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &code.to_be_bytes())
}

/// Settings by number, such as 3 for the most streams at once or 4 for the
/// first window of each.
#[must_use]
pub fn settings(values: &[(u16, u32)]) -> Vec<u8> {
    let bytes = values
        .iter()
        .flat_map(|(number, value)| number.to_be_bytes().into_iter().chain(value.to_be_bytes()));
    frame(SETTINGS, 0, 0, &bytes.collect::<Vec<_>>())
}

/// More room for a stream, or with stream 0 for the connection.
#[must_use]
pub fn window_update(stream: u32, by: u32) -> Vec<u8> {
    frame(WINDOW_UPDATE, 0, stream, &by.to_be_bytes())
}

/// A ping of the server.
#[must_use]
pub fn ping() -> Vec<u8> {
    frame(PING, 0, 0, b"zeebe-ma")
}

/// A whole reply with one empty message.
#[must_use]
pub fn reply(stream: u32) -> Vec<u8> {
    let end = last_headers(stream, &[("grpc-status", "0")]);
    [headers(stream, &GRPC), data(stream, &EMPTY), end].concat()
}

fn block(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in fields {
        // Neither compressed nor remembered.
        bytes.push(0);
        for text in [name, value] {
            length(text.len(), &mut bytes);
            bytes.extend(text.bytes());
        }
    }
    bytes
}

/// The length of a text: seven bits, and then seven bits a byte.
fn length(length: usize, bytes: &mut Vec<u8>) {
    const MOST: usize = 127;
    if length < MOST {
        bytes.push(length as u8);
        return;
    }
    bytes.push(MOST as u8);
    let mut rest = length - MOST;
    while rest >= 128 {
        bytes.push((rest % 128) as u8 | 128);
        rest /= 128;
    }
    bytes.push(rest as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn have_their_form() {
        assert_eq!(settings(&[(3, 1)]), [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]);
        assert_eq!(reset_stream(5, 8), [0, 0, 4, 3, 0, 0, 0, 0, 5, 0, 0, 0, 8]);
        let leaving = goaway_saying(1, 11, "no");
        assert_eq!(leaving, [0, 0, 10, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 11, b'n', b'o']);
    }

    #[test]
    fn have_long_fields() {
        let mut bytes = Vec::new();
        length(1337, &mut bytes);
        assert_eq!(bytes, [127, 186, 9]);
    }
}
