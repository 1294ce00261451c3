//! One connection: packets in, messages out. **Replies have ids ≡ 1, pushes ≡ 3 (mod 4); content-related messages have odd
//! sequence numbers; salts are checked; the log of the world is read from where the client began to listen.**
//! <https://core.telegram.org/mtproto/service_messages>
use super::cipher;
use super::exchange::Exchange;
use super::framing::{Framing, Transport};
use super::rpc::{self, Outcome};
use super::{Door, Holder, updates};
use crate::world::{Change, Origin, Path, SessionId, SignedIn};
use flate2::{Compression, read::GzDecoder, read::GzEncoder};
use grammers_crypto::DequeBuffer;
use grammers_tl_types::{Cursor, Deserializable, Identifiable, RawVec, Serializable, enums, functions, types};
use std::io::Read;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::mpsc;

const CONTAINER: u32 = 0x73f1_f8dc;
const GZIP_PACKED: u32 = 0x3072_cfa1;
const RPC_RESULT: u32 = 0xf35c_6d01;
/// Clients read into a buffer of 1 MiB.
const CONTAINER_LIMIT: usize = 512 * 1024;

/// One message to the client.
pub struct Out {
    body: Vec<u8>,
    /// To be acknowledged by the client.
    content: bool,
    /// An answer, not a push.
    reply: bool,
}

impl Out {
    /// The answer to a call.
    pub fn result(request: i64, result: &[u8]) -> Out {
        // Parts of files go as they are: packing them again gains nothing.
        let file = result.starts_with(&types::upload::File::CONSTRUCTOR_ID.to_le_bytes());
        let packed = if result.len() > 512 && !file { gzip(result) } else { None };
        let mut body = RPC_RESULT.to_le_bytes().to_vec();
        request.serialize(&mut body);
        body.extend(packed.as_deref().unwrap_or(result));
        Out { body, content: true, reply: true }
    }
    pub fn push(update: &enums::Updates) -> Out {
        Out { body: update.to_bytes(), content: true, reply: false }
    }
    fn bare(message: &impl Serializable) -> Out {
        Out { body: message.to_bytes(), content: false, reply: true }
    }
}

/// Why a connection ends.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    #[error("the client is gone")]
    Gone(#[from] std::io::Error),
    #[error("the client hung up")]
    HungUp,
    #[error(transparent)]
    Frame(#[from] super::framing::BadFrame),
    #[error(transparent)]
    Cipher(#[from] super::cipher::Undecryptable),
    #[error("read a message: {0}")]
    Malformed(#[from] grammers_tl_types::deserialize::Error),
    #[error(transparent)]
    Exchange(#[from] super::exchange::Failed),
    #[error("unknown authorization key")]
    UnknownKey,
    #[error("closed by the sandbox")]
    Closed,
}

pub struct Connection {
    pub id: u64,
    pub door: Arc<Door>,
    pub holder: Holder,
    pub dc: i32,
    pub session: SessionId,
    /// For handlers that answer later.
    pub late: mpsc::UnboundedSender<Out>,
    /// Position in the world's log of the next event to push; set by the first call that wants updates.
    pub listening: Option<u64>,
    client_session: i64,
    salt: i64,
    sequence: i32,
    last_id: i64,
    announced: bool,
    /// Length of the log when the connection was made.
    made: u64,
    /// It has become half-open.
    silent: bool,
}

/// Serves one client until it goes or is cut off. `dc`: the data centre whose address it has come to.
pub async fn serve(stream: TcpStream, id: u64, dc: i32, door: Arc<Door>) -> Ended {
    let (late, answers) = mpsc::unbounded_channel();
    match run(stream, id, dc, door, late, answers).await {
        Ok(never) => match never {},
        Err(ended) => ended,
    }
}

async fn run(
    stream: TcpStream,
    id: u64,
    dc: i32,
    door: Arc<Door>,
    late: mpsc::UnboundedSender<Out>,
    mut answers: mpsc::UnboundedReceiver<Out>,
) -> Result<std::convert::Infallible, Ended> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = stream.into_split();
    let mut grown = door.world.watch();
    let mut input = Vec::with_capacity(4096);
    let mut transport = None;
    let mut exchange = Exchange::new(dc);
    let mut connection: Option<Connection> = None;
    let mut silent = false;
    loop {
        let mut out = Vec::new();
        if silent {
            // Whatever comes is taken, and nothing comes of it.
            input.clear();
            match reader.read_buf(&mut input).await? {
                0 => return Err(Ended::HungUp),
                _ => continue,
            }
        }
        tokio::select! {
            read = reader.read_buf(&mut input) => match read? {
                0 => return Err(Ended::HungUp),
                count => if let Some(transport) = transport.as_mut() {
                    let from = input.len() - count;
                    Transport::read(transport, &mut input[from..]);
                },
            },
            Some(answer) = answers.recv() => out.push(answer),
            _ = grown.changed() => {}
        }
        if transport.is_none() {
            transport = Transport::detect(&mut input)?;
        }
        let Some(transport) = transport.as_mut() else {
            continue;
        };
        while let Some(mut packet) = transport.framing.next(&mut input)? {
            if packet.starts_with(&[0; 8]) {
                if !door.world.with(|world| world.makes_keys) {
                    refuse_key(&mut writer, transport).await?;
                    return Err(Ended::UnknownKey);
                }
                let now = i32::try_from(machine_time().as_secs()).unwrap_or(i32::MAX);
                let (answer, made) = exchange.answer(&packet, now)?;
                if let Some(made) = made {
                    door.add_key(made);
                }
                write(&mut writer, transport, in_the_open(&answer)).await?;
                continue;
            }
            let connection = match &mut connection {
                Some(connection) => connection,
                none => match door.find_key(&packet) {
                    Some(holder) => none.insert(Connection::new(id, &door, holder, late.clone())),
                    None => {
                        refuse_key(&mut writer, transport).await?;
                        return Err(Ended::UnknownKey);
                    }
                },
            };
            match connection.path() {
                Path::Open => {}
                Path::Silent => {
                    silent = true;
                    break;
                }
                Path::Closed => return Err(Ended::Closed),
                Path::KeyUnknown => {
                    refuse_key(&mut writer, transport).await?;
                    return Err(Ended::UnknownKey);
                }
            }
            connection.packet(&mut packet, &mut out)?;
            silent |= connection.silent;
        }
        if silent {
            continue;
        }
        let Some(connection) = connection.as_mut() else {
            continue;
        };
        match connection.path() {
            Path::Open => {}
            Path::Silent => {
                silent = true;
                continue;
            }
            Path::Closed | Path::KeyUnknown => return Err(Ended::Closed),
        }
        let cut = connection.pushes(&mut out);
        let mut wire = connection.pack(&out, &mut transport.framing);
        transport.write(&mut wire);
        writer.write_all(&wire).await?;
        if cut {
            return Err(Ended::Closed);
        }
    }
}

impl Connection {
    fn new(id: u64, door: &Arc<Door>, holder: Holder, late: mpsc::UnboundedSender<Out>) -> Self {
        let session = SessionId(u64::from_le_bytes(holder.key.id));
        let (dc, salt) = (holder.dc, holder.salt);
        let made = door.world.with(|world| {
            world.session(session, dc);
            world.log.len() as u64
        });
        Connection {
            id,
            door: door.clone(),
            holder,
            dc,
            session,
            late,
            listening: None,
            client_session: 0,
            salt,
            sequence: 0,
            last_id: 0,
            announced: false,
            made,
            silent: false,
        }
    }

    fn path(&self) -> Path {
        self.door.world.with(|world| world.path(self.session, self.dc, self.made))
    }

    pub fn origin(&self) -> Origin {
        Origin(self.id)
    }

    /// Events since the last look, as updates. `true`: this connection is to be closed.
    fn pushes(&mut self, out: &mut Vec<Out>) -> bool {
        let Some(from) = self.listening else {
            return false;
        };
        let door = self.door.clone();
        door.world.with(|world| {
            self.listening = Some(world.log.len() as u64);
            let state = world.session(self.session, self.dc).state;
            let mut cut = false;
            for at in usize::try_from(from).unwrap_or(usize::MAX)..world.log.len() {
                let event = &world.log[at];
                match (&event.what, state) {
                    (Change::Revoked { session, .. }, _) if *session == self.session => cut = true,
                    (Change::Cut { user }, SignedIn::User(me)) if *user == me => cut = true,
                    (Change::TokenAccepted { session }, _) if *session == self.session => {
                        let news = updates::short(enums::Update::LoginToken, event.at);
                        out.push(Out::push(&news));
                    }
                    (_, SignedIn::User(me)) if event.origin != Some(self.origin()) => {
                        let pushed = updates::push(world, me, self.session, self.dc, at);
                        let pushes: Vec<Out> = pushed.updates.iter().map(Out::push).collect();
                        match pushed.late {
                            None => out.extend(pushes),
                            Some(span) => self.hold_up(pushes, span),
                        }
                    }
                    _ => {}
                }
                if cut {
                    // What happened afterwards did not come through any more.
                    break;
                }
            }
            cut
        })
    }

    /// Sends something when a time of the machine has passed, if the client is still there by then.
    fn hold_up(&self, messages: Vec<Out>, span: std::time::Duration) {
        let late = self.late.clone();
        tokio::spawn(async move {
            tokio::time::sleep(span).await;
            messages.into_iter().for_each(|message| _ = late.send(message));
        });
    }

    fn packet(&mut self, packet: &mut [u8], out: &mut Vec<Out>) -> Result<(), Ended> {
        let key = self.holder.key.clone();
        let plain = key.decrypt(packet)?;
        let mut cursor = Cursor::from_slice(plain);
        let salt = i64::deserialize(&mut cursor)?;
        self.client_session = i64::deserialize(&mut cursor)?;
        let id = i64::deserialize(&mut cursor)?;
        let sequence = i32::deserialize(&mut cursor)?;
        let length = usize::try_from(i32::deserialize(&mut cursor)?).unwrap_or(usize::MAX);
        let body = plain.get(32..).and_then(|rest| rest.get(..length));
        let body = body.ok_or(grammers_tl_types::deserialize::Error::UnexpectedEof)?;
        if let Some(error_code) = bad_id(id) {
            let notice = types::BadMsgNotification { bad_msg_id: id, bad_msg_seqno: sequence, error_code };
            out.push(Out::bare(&enums::BadMsgNotification::Notification(notice)));
            return Ok(());
        }
        if !(0..4).any(|n| self.salt.wrapping_add(n) == salt) {
            let notice = types::BadServerSalt {
                bad_msg_id: id,
                bad_msg_seqno: sequence,
                error_code: 48,
                new_server_salt: self.salt,
            };
            out.push(Out::bare(&enums::BadMsgNotification::BadServerSalt(notice)));
            return Ok(());
        }
        if !self.announced {
            self.announced = true;
            let created = types::NewSessionCreated {
                first_msg_id: id,
                unique_id: i64::from_ne_bytes(self.id.to_ne_bytes()),
                server_salt: self.salt,
            };
            let body = enums::NewSession::Created(created).to_bytes();
            out.push(Out { body, content: true, reply: false });
        }
        self.message(id, body, out)
    }

    fn message(&mut self, id: i64, body: &[u8], out: &mut Vec<Out>) -> Result<(), Ended> {
        let mut cursor = Cursor::from_slice(body);
        match u32::deserialize(&mut cursor)? {
            CONTAINER => {
                for _ in 0..i32::deserialize(&mut cursor)? {
                    let id = i64::deserialize(&mut cursor)?;
                    let _sequence = i32::deserialize(&mut cursor)?;
                    let length = usize::try_from(i32::deserialize(&mut cursor)?).unwrap_or(usize::MAX);
                    let rest = body.get(cursor.pos()..).and_then(|rest| rest.get(..length));
                    let inner = rest.ok_or(grammers_tl_types::deserialize::Error::UnexpectedEof)?;
                    cursor.read_exact(&mut vec![0; length])?;
                    self.message(id, inner, out)?;
                }
            }
            GZIP_PACKED => {
                let packed = Vec::<u8>::deserialize(&mut cursor)?;
                let mut plain = Vec::new();
                GzDecoder::new(&packed[..]).read_to_end(&mut plain)?;
                self.message(id, &plain, out)?;
            }
            types::MsgsAck::CONSTRUCTOR_ID | types::HttpWait::CONSTRUCTOR_ID => {}
            functions::Ping::CONSTRUCTOR_ID | functions::PingDelayDisconnect::CONSTRUCTOR_ID => {
                let ping_id = i64::deserialize(&mut cursor)?;
                out.push(Out::bare(&enums::Pong::Pong(types::Pong { msg_id: id, ping_id })));
            }
            functions::GetFutureSalts::CONSTRUCTOR_ID => out.push(Out::bare(&self.future_salts(id))),
            functions::DestroySession::CONSTRUCTOR_ID => {
                let session_id = i64::deserialize(&mut cursor)?;
                let none = types::DestroySessionNone { session_id };
                out.push(Out::bare(&enums::DestroySessionRes::DestroySessionNone(none)));
            }
            _ => match rpc::call(self, id, body) {
                Outcome::Now(result) => out.push(Out::result(id, &result)),
                Outcome::Later => {}
                Outcome::Close => return Err(Ended::Closed),
                Outcome::Silence => self.silent = true,
            },
        }
        Ok(())
    }

    /// Clients keep asking before every call while they know fewer than two.
    fn future_salts(&self, request: i64) -> enums::FutureSalts {
        let now = i32::try_from(machine_time().as_secs()).unwrap_or(i32::MAX);
        let salt = |n: i32| types::FutureSalt {
            valid_since: now + n * 1800,
            valid_until: now + n * 1800 + 3600,
            salt: self.salt.wrapping_add(i64::from(n)),
        };
        let salts = RawVec((0..4).map(salt).collect());
        enums::FutureSalts::Salts(types::FutureSalts { req_msg_id: request, now, salts })
    }

    fn next_id(&mut self, reply: bool) -> i64 {
        let now = machine_time();
        let fresh = i64::try_from(now.as_secs()).unwrap_or(0) << 32 | i64::from(now.subsec_nanos()) << 2;
        self.last_id = (fresh & !3).max((self.last_id & !3) + 4);
        self.last_id | if reply { 1 } else { 3 }
    }

    fn put(&mut self, buffer: &mut DequeBuffer<u8>, message: &Out) {
        self.next_id(message.reply).serialize(buffer);
        let sequence = self.sequence + i32::from(message.content);
        if message.content {
            self.sequence += 2;
        }
        sequence.serialize(buffer);
        i32::try_from(message.body.len()).unwrap_or(i32::MAX).serialize(buffer);
        buffer.extend(message.body.iter());
    }

    /// Encrypted, framed packets for these messages, several to a packet.
    fn pack(&mut self, out: &[Out], framing: &mut Framing) -> Vec<u8> {
        let mut wire = Vec::new();
        let mut rest = out;
        while !rest.is_empty() {
            let mut size = 0;
            let fits = |m: &&Out| {
                size += m.body.len() + 16;
                size < CONTAINER_LIMIT
            };
            let count = rest.iter().take(64).take_while(fits).count().max(1);
            let (now, later) = rest.split_at(count);
            rest = later;
            let mut buffer = self.packet_of(now);
            framing.pack(&mut buffer);
            wire.extend(buffer.as_ref());
        }
        wire
    }

    fn packet_of(&mut self, messages: &[Out]) -> DequeBuffer<u8> {
        let total: usize = messages.iter().map(|m| m.body.len() + 16).sum();
        let mut buffer = DequeBuffer::with_capacity(total + 128, 64);
        self.salt.serialize(&mut buffer);
        self.client_session.serialize(&mut buffer);
        if let [message] = messages {
            self.put(&mut buffer, message);
        } else {
            let mut inner = DequeBuffer::with_capacity(total, 0);
            for message in messages {
                self.put(&mut inner, message);
            }
            self.next_id(false).serialize(&mut buffer);
            self.sequence.serialize(&mut buffer);
            i32::try_from(inner.len() + 8).unwrap_or(i32::MAX).serialize(&mut buffer);
            CONTAINER.serialize(&mut buffer);
            i32::try_from(messages.len()).unwrap_or(i32::MAX).serialize(&mut buffer);
            buffer.extend(inner.as_ref().iter());
        }
        // Not from the world's generator: how often it is asked depends on timing, and ids must not.
        let mut padding = [0; 32];
        if getrandom::fill(&mut padding).is_err() {
            padding = cipher::sha256(&[&self.last_id.to_le_bytes()]);
        }
        self.holder.key.encrypt(&mut buffer, padding);
        buffer
    }
}

/// The transport error "auth key not found".
async fn refuse_key(writer: &mut OwnedWriteHalf, transport: &mut Transport) -> std::io::Result<()> {
    let mut error = DequeBuffer::with_capacity(4, 32);
    error.extend((-404i32).to_le_bytes());
    if let Framing::Full(_) = transport.framing {
        return writer.write_all(error.as_ref()).await;
    }
    write(writer, transport, error).await
}

async fn write(
    writer: &mut OwnedWriteHalf,
    transport: &mut Transport,
    mut packet: DequeBuffer<u8>,
) -> std::io::Result<()> {
    transport.framing.pack(&mut packet);
    transport.write(packet.as_mut());
    writer.write_all(packet.as_ref()).await
}

/// An unencrypted message. <https://core.telegram.org/mtproto/description#unencrypted-message>
fn in_the_open(body: &[u8]) -> DequeBuffer<u8> {
    let mut packet = DequeBuffer::with_capacity(body.len() + 20, 32);
    let now = machine_time();
    let id = i64::try_from(now.as_secs()).unwrap_or(0) << 32 | i64::from(now.subsec_nanos()) & !3 | 1;
    0i64.serialize(&mut packet);
    id.serialize(&mut packet);
    i32::try_from(body.len()).unwrap_or(i32::MAX).serialize(&mut packet);
    packet.extend(body.iter());
    packet
}

/// Message ids are time on the machine's clock, whatever the world's clock says: clients compare them with their own.
fn machine_time() -> std::time::Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The error code for an id that is not a client's, too old or from the future.
/// <https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message>
fn bad_id(id: i64) -> Option<i32> {
    let ahead = (id >> 32) - i64::try_from(machine_time().as_secs()).unwrap_or(0);
    match () {
        () if id & 3 != 0 => Some(18),
        () if ahead < -300 => Some(16),
        () if ahead > 30 => Some(17),
        () => None,
    }
}

/// `None` when packing does not help.
fn gzip(data: &[u8]) -> Option<Vec<u8>> {
    let mut packed = Vec::new();
    GzEncoder::new(data, Compression::fast()).read_to_end(&mut packed).ok()?;
    let mut out = GZIP_PACKED.to_le_bytes().to_vec();
    packed.serialize(&mut out);
    (out.len() < data.len()).then_some(out)
}
