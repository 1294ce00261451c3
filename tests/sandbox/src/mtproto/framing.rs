//! How packets are cut out of a TCP stream. **The client chooses by its first bytes; the server answers alike.**
//! <https://core.telegram.org/mtproto/mtproto-transports>
use grammers_crypto::{DequeBuffer, ObfuscatedCipher};
use grammers_mtproto::transport::{Error, Full, Transport as _};

/// The longest packet a client may send.
const LONGEST: usize = 2 << 20;

pub enum Framing {
    Full(Full),
    Abridged,
    Intermediate { padded: bool },
}

/// A stream that is no MTProto.
#[derive(Debug, thiserror::Error)]
pub enum BadFrame {
    #[error("read a full packet: {0}")]
    Full(#[source] Error),
    #[error("read a packet of {0} bytes: too short or too long")]
    Length(usize),
    #[error("read the start of a stream: no framing that is known")]
    Noise,
}

/// What a client has chosen: how packets are framed, and whether the stream is made to look like noise.
pub struct Transport {
    pub framing: Framing,
    noise: Option<ObfuscatedCipher>,
}

impl Transport {
    /// Decides by the first bytes and removes what only introduces. `None`: too few bytes yet.
    ///
    /// # Errors
    /// [`BadFrame`]: what looks like noise hides no framing.
    pub fn detect(stream: &mut Vec<u8>) -> Result<Option<Transport>, BadFrame> {
        if let Some((framing, tag)) = stream.first_chunk().and_then(Framing::tagged) {
            stream.drain(..tag);
            return Ok(Some(Transport { framing, noise: None }));
        }
        let Some(start) = stream.first_chunk::<8>() else {
            return Ok(None);
        };
        // Only a full packet, the first of its stream, has a zero here.
        if start[4..] == [0; 4] {
            return Ok(Some(Transport { framing: Framing::Full(Full::new()), noise: None }));
        }
        let Some(start) = stream.first_chunk::<64>().copied() else {
            return Ok(None);
        };
        let mut noise = ObfuscatedCipher::new(&start);
        // It is the client's half of the cipher: what it encrypts with is what we decrypt with.
        noise.encrypt(stream);
        let inside = stream[56..].first_chunk().and_then(Framing::tagged);
        let (framing, _) = inside.ok_or(BadFrame::Noise)?;
        stream.drain(..start.len());
        Ok(Some(Transport { framing, noise: Some(noise) }))
    }

    /// Makes what was just read readable.
    pub fn read(&mut self, bytes: &mut [u8]) {
        if let Some(noise) = &mut self.noise {
            noise.encrypt(bytes);
        }
    }
    /// Makes what is about to be written look as the client expects.
    pub fn write(&mut self, bytes: &mut [u8]) {
        if let Some(noise) = &mut self.noise {
            noise.decrypt(bytes);
        }
    }
}

impl Framing {
    /// The framing that introduces itself so, and the length of its tag.
    fn tagged(first: &[u8; 4]) -> Option<(Framing, usize)> {
        match first {
            [0xef, ..] => Some((Framing::Abridged, 1)),
            [0xee, 0xee, 0xee, 0xee] => Some((Framing::Intermediate { padded: false }, 4)),
            [0xdd, 0xdd, 0xdd, 0xdd] => Some((Framing::Intermediate { padded: true }, 4)),
            _ => None,
        }
    }

    /// Takes the next whole packet off the stream.
    ///
    /// # Errors
    /// [`BadFrame`]: the connection is to be closed.
    pub fn next(&mut self, stream: &mut Vec<u8>) -> Result<Option<Vec<u8>>, BadFrame> {
        let (start, length) = match self {
            Framing::Full(full) => {
                return match full.unpack(stream) {
                    Ok(found) => {
                        let packet = stream[found.data_range].to_vec();
                        stream.drain(..found.next_offset);
                        Ok(Some(packet))
                    }
                    Err(Error::MissingBytes) => Ok(None),
                    Err(error) => Err(BadFrame::Full(error)),
                };
            }
            Framing::Abridged => match stream[..] {
                [] => return Ok(None),
                // The highest bit asks for a quick acknowledgement, which nobody waits for.
                [short, ..] if short & 0x7f != 0x7f => (1, usize::from(short & 0x7f) * 4),
                [_, a, b, c, ..] => (4, (usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16) * 4),
                _ => return Ok(None),
            },
            Framing::Intermediate { .. } => match stream[..] {
                [a, b, c, d, ..] => (4, u32::from_le_bytes([a, b, c, d & 0x7f]) as usize),
                _ => return Ok(None),
            },
        };
        if !(8..=LONGEST).contains(&length) {
            return Err(BadFrame::Length(length));
        }
        if stream.len() < start + length {
            return Ok(None);
        }
        let mut packet = stream[start..start + length].to_vec();
        stream.drain(..start + length);
        let encrypted = packet.first_chunk() != Some(&[0; 8]);
        if matches!(self, Framing::Intermediate { padded: true }) && encrypted && packet.len() > 24 {
            // 0–15 bytes of padding follow what is a key id, a message key and whole AES blocks.
            packet.truncate(24 + (packet.len() - 24) / 16 * 16);
        }
        Ok(Some(packet))
    }

    /// Frames one packet for the client.
    pub fn pack(&mut self, packet: &mut DequeBuffer<u8>) {
        let length = packet.len();
        match self {
            Framing::Full(full) => full.pack(packet),
            Framing::Abridged if length / 4 < 0x7f => packet.extend_front(&[(length / 4).to_le_bytes()[0]]),
            Framing::Abridged => {
                let words = (length / 4).to_le_bytes();
                packet.extend_front(&[0x7f, words[0], words[1], words[2]]);
            }
            // Zero padding is within 0–15 bytes.
            Framing::Intermediate { .. } => {
                let length = length.to_le_bytes();
                packet.extend_front(&length[..4]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grammers_mtproto::transport::{Abridged, Intermediate, Obfuscated, Transport as Client};

    fn round_trip(mut client: impl Client) {
        let mut server: Option<Transport> = None;
        for length in [40usize, 4000] {
            let plain: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let mut packet = DequeBuffer::with_capacity(length, 32);
            packet.extend(plain.iter());
            client.pack(&mut packet);
            let mut stream = packet.as_ref().to_vec();
            // Only the first packet carries the tag.
            let server = match &mut server {
                Some(server) => {
                    server.read(&mut stream);
                    server
                }
                none => none.insert(Transport::detect(&mut stream).unwrap().unwrap()),
            };
            assert_eq!(server.framing.next(&mut stream).unwrap().unwrap(), plain);
            let mut answer = DequeBuffer::with_capacity(length, 32);
            answer.extend(plain.iter());
            server.framing.pack(&mut answer);
            let mut bytes = answer.as_ref().to_vec();
            server.write(&mut bytes);
            let range = client.unpack(&mut bytes).unwrap().data_range;
            assert_eq!(bytes[range], plain);
        }
    }

    #[test]
    fn all_framings_of_clients_are_understood() {
        round_trip(Full::new());
        round_trip(Abridged::new());
        round_trip(Intermediate::new());
        round_trip(Obfuscated::new(Abridged::new()));
        round_trip(Obfuscated::new(Intermediate::new()));
    }

    #[test]
    fn half_a_packet_waits_for_the_rest() {
        let mut stream = vec![0xef, 0x0a, 1, 2];
        let mut transport = Transport::detect(&mut stream).unwrap().unwrap();
        assert!(transport.framing.next(&mut stream).unwrap().is_none());
    }
}
