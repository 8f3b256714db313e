//! Files are read a few at a time: each lies in memory until its form is answered. Whoever has no turn yet waits, and
//! nothing of what she sends is read meanwhile.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::limits;

/// So many forms with files are read at once.
const AT_ONCE: usize = 4;
/// So many of them from one network: nobody takes all turns by sending slowly.
const OF_NETWORK: usize = 2;
/// So long one waits for a turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The turns of this process.
pub(super) struct Turns {
    all: Arc<Semaphore>,
    of_networks: Mutex<HashMap<u64, Arc<Semaphore>>>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), of_networks: Mutex::default() }
    }
}

/// A turn, until it is dropped.
pub(super) struct Turn {
    _all: OwnedSemaphorePermit,
    _of_network: OwnedSemaphorePermit,
}

impl Turns {
    /// Waits for a turn.
    ///
    /// # Errors
    /// The seconds after which it is worth another try.
    pub(super) async fn take(&self, ip: IpAddr) -> Result<Turn, u64> {
        self.take_within(ip, PATIENCE).await.ok_or(PATIENCE.as_secs())
    }

    async fn take_within(&self, ip: IpAddr, patience: Duration) -> Option<Turn> {
        let own = self.of_network(ip);
        let waited = timeout(patience, async {
            // First the network's own: who waits for that takes no turn from others.
            let of_network = own.acquire_owned().await.ok()?;
            let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Turn { _all: all, _of_network: of_network })
        });
        waited.await.ok().flatten()
    }

    fn of_network(&self, ip: IpAddr) -> Arc<Semaphore> {
        let mut networks = self.of_networks.lock().unwrap_or_else(PoisonError::into_inner);
        // Who has a turn, or waits for one, holds its network's.
        networks.retain(|_, turns| Arc::strong_count(turns) > 1);
        let own = networks.entry(limits::network(ip)).or_insert_with(|| Arc::new(Semaphore::new(OF_NETWORK)));
        Arc::clone(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_network_that_sends_slowly_leaves_turns_to_others() {
        let turns = Turns::default();
        let take = async |host| turns.take_within([192, 0, 2, host].into(), Duration::from_millis(20)).await;
        let held = [take(1).await, take(1).await];
        assert!(held.iter().all(Option::is_some));
        assert!(take(1).await.is_none(), "no third one");
        let others = [take(2).await, take(2).await];
        assert!(others.iter().all(Option::is_some));
        assert!(take(3).await.is_none(), "not more than fit into memory");
        drop(held);
        assert!(take(3).await.is_some());
    }
}
