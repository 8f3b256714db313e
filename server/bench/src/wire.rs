//! As much HTTP/1.1 as measuring needs: one request after another on one connection.

use std::io;

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body as it was sent.
    pub body: Vec<u8>,
    /// The body's coding.
    pub coding: String,
}

/// A connection that stays open.
pub struct Wire(BufReader<TcpStream>);

impl Wire {
    /// Connects.
    pub async fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::with_capacity(64 * 1024, stream)))
    }

    /// Sends a request and reads its answer.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.0.write_all(request).await?;
        let (mut line, mut length) = (String::new(), 0);
        self.0.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut coding = String::new();
        loop {
            line.clear();
            self.0.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name {
                "content-length" => length = value.parse().map_err(|_| io::ErrorKind::InvalidData)?,
                "content-encoding" => value.clone_into(&mut coding),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await?;
        Ok(Answer { status, body, coding })
    }
}

/// One request on a connection of its own.
pub async fn once(address: &str, request: &[u8]) -> io::Result<Answer> {
    Wire::open(address).await?.ask(request).await
}

/// A GET as a browser sends it, with further header lines.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: gzip, deflate, br\r\n{headers}\r\n")
        .into_bytes()
}

/// A form as a browser sends it, with further header lines.
pub fn post(path: &str, headers: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\n{headers}\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}
