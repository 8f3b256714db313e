//! Many at once, and how long each of them waited.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::wire::Wire;

const WARM_UP: Duration = Duration::from_secs(2);

/// Where to ask, and for how long.
pub struct Load {
    /// The server.
    pub address: String,
    /// How long.
    pub time: Duration,
    /// How many ask at once.
    pub connections: usize,
}

/// What came of it.
pub struct Numbers {
    /// Answers in a second.
    pub per_second: f64,
    /// Half of them took no longer, in milliseconds.
    pub p50: f64,
    /// Of a hundred, 99 took no longer, in milliseconds.
    pub p99: f64,
    /// Answers with another status than expected.
    pub odd: u64,
}

impl Load {
    /// Asks for `expected` by as many requests as are answered in time; each is made from its number.
    pub async fn ask(&self, expected: u16, request: impl Fn(u64) -> Vec<u8>) -> anyhow::Result<Numbers> {
        let (number, begun) = (Arc::new(AtomicU64::new(0)), Instant::now());
        let (from, until) = (begun + WARM_UP, begun + WARM_UP + self.time);
        let asking = (0..self.connections).map(|_| {
            let (number, request) = (Arc::clone(&number), &request);
            async move {
                let mut wire = Wire::open(&self.address).await?;
                let (mut waits, mut odd) = (Vec::with_capacity(100_000), 0);
                loop {
                    let sent = Instant::now();
                    if sent >= until {
                        return anyhow::Ok((waits, odd));
                    }
                    let answer = wire.ask(&request(number.fetch_add(1, Ordering::Relaxed))).await?;
                    if sent >= from {
                        waits.push(sent.elapsed());
                        odd += u64::from(answer.status != expected);
                    }
                }
            }
        });
        let (mut waits, mut odd) = (Vec::new(), 0);
        for of_one in all(asking).await {
            let of_one = of_one?;
            waits.extend(of_one.0);
            odd += of_one.1;
        }
        Numbers::of(waits, self.time, odd)
    }
}

impl Numbers {
    /// Of so many waits within some time; without a time, of one after the other.
    pub fn of(mut waits: Vec<Duration>, time: Duration, odd: u64) -> anyhow::Result<Self> {
        waits.sort_unstable();
        let part = |percent: usize| {
            waits.get(waits.len() * percent / 100).map_or(f64::NAN, |wait| wait.as_secs_f64() * 1000.0)
        };
        let time = if time.is_zero() { waits.iter().sum() } else { time };
        let per_second = f64::from(u32::try_from(waits.len())?) / time.as_secs_f64();
        Ok(Self { per_second, p50: part(50), p99: part(99), odd })
    }
}

/// Drives all of them on this one task: the other core is the server's.
async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (future, done) in &mut running {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(output) => *done = Some(output),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    running.into_iter().filter_map(|(_, done)| done).collect()
}
