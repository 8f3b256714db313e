//! How fast the program is, on a region of decent size: 50 spaces, 200 events, 10,000 bookings; and how fast it finds a
//! space in a large one.
//!
//! Starts the program it is told on an empty database, asks it over loopback as browsers do, and prints a table. The
//! one who asks runs on the same machine, so what is measured is a little less than what is there.

#![expect(clippy::print_stdout, reason = "a table for whoever asked")]

use std::{
    env,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::Parser;
use domain::{access::Actor, desk::AccountDesk as _};
use load::{Load, Numbers};
use store::Store;

mod large;
mod load;
mod search;
mod seed;
mod visit;
mod wire;

/// Measures a program.
#[derive(Parser)]
struct Bench {
    /// The program.
    program: PathBuf,
    /// An empty database; without it a new SQLite file.
    #[arg(long)]
    database: Option<String>,
    /// How long each address is asked.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Measures finding a space among 1,000 with 1,000,000 allocations instead.
    #[arg(long)]
    search: bool,
}

const SECRET: &str = "only for measuring, and for nothing else";

fn main() -> anyhow::Result<()> {
    let bench = Bench::parse();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(bench.run())
}

impl Bench {
    async fn run(self) -> anyhow::Result<()> {
        let folder = Folder::new()?;
        let database = self
            .database
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", folder.0.join("bench.db").display()));
        let begun = Instant::now();
        let store = seed::empty(&database, SECRET).await?;
        if self.search {
            return self.searches(&store, &folder, &database).await;
        }
        let region = seed::seed(&store).await?;
        drop(store);
        println!("seeded in {:.1} s\n", begun.elapsed().as_secs_f64());

        let (server, cold) = Server::start(&self.program, &folder.0, &database).await?;
        let idle = server.resident();
        let load = Load { address: server.address.clone(), time: self.time(), connections: 16 };
        println!("| 16 connections, {} s each | requests/s | p50 ms | p99 ms | not as expected |", self.seconds);
        println!("|---|---:|---:|---:|---:|");
        for (name, path) in &region.pages {
            print(name, &load.ask(200, |_| wire::get(path, "")).await?);
        }
        let cookie = format!("cookie: login={}\r\n", region.login);
        for (name, path) in &region.own_pages {
            print(name, &load.ask(200, |_| wire::get(path, &cookie)).await?);
        }
        print("registration (POST)", &load.ask(303, |number| region.registration(number)).await?);
        let busy = server.resident();

        println!("\n| start and size | |");
        println!("|---|---:|");
        println!("| from start to first answer | {} ms |", cold.as_millis());
        println!("| memory before, after | {idle:.0} MB, {busy:.0} MB |");
        for path in ["/", &region.pages[2].1] {
            let visit = visit::first_visit(&server.address, path).await?;
            println!("| first visit of {path} | {visit} |");
        }
        Ok(())
    }

    const fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    async fn searches(&self, store: &Store, folder: &Folder, database: &str) -> anyhow::Result<()> {
        let begun = Instant::now();
        let (allocations, login) = large::seed(store).await?;
        let kind = if database.starts_with("sqlite") { "SQLite" } else { "PostgreSQL" };
        println!("{kind}, {allocations} allocations, seeded in {:.1} s\n", begun.elapsed().as_secs_f64());
        println!("| finding a space within two weeks | answers/s | p50 ms | p99 ms | not as expected |");
        println!("|---|---:|---:|---:|---:|");
        let member = store.actor(&login).await?;
        for (who, actor) in [("a visitor", &Actor::Visitor), ("a member", &member)] {
            search::at_the_desk(store, who, actor).await?;
        }
        let (server, _) = Server::start(&self.program, &folder.0, database).await?;
        search::by_http(&server.address, &login, store.now().date_naive(), self.time()).await?;
        search::plans(store, &member).await
    }
}

fn print(name: &str, numbers: &Numbers) {
    let Numbers { per_second, p50, p99, odd } = numbers;
    println!("| {name} | {per_second:.0} | {p50:.2} | {p99:.2} | {odd} |");
}

/// A folder of its own, until it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let folder = env::temp_dir().join(format!("spielraum-bench-{}", process::id()));
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is in the folder for such things.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The program, until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts the program, and says how long it took to the first answer.
    async fn start(program: &Path, folder: &Path, database: &str) -> anyhow::Result<(Self, Duration)> {
        let address = {
            // Taken again by the program a moment later.
            let free = std::net::TcpListener::bind("127.0.0.1:0")?;
            free.local_addr()?
        };
        let begun = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .env_clear()
            .envs([
                ("DATABASE_URL", database),
                ("PORT", &address.port().to_string()),
                ("SPIELRAUM_DATA", &folder.join("data").to_string_lossy()),
                ("SPIELRAUM_SECRET", SECRET),
                // Each registration comes from another address, as people do.
                ("SPIELRAUM_TRUSTED_PROXY", "1"),
            ])
            .stdout(Stdio::null())
            .stderr(File::create(folder.join("log"))?)
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let mut server = Self { child, address: address.to_string() };
        loop {
            if let Ok(answer) = wire::once(&server.address, &wire::get("/health", "")).await {
                anyhow::ensure!(answer.status == 200, "the program is not well: {}", answer.status);
                return Ok((server, begun.elapsed()));
            }
            if let Some(status) = server.child.try_wait()? {
                anyhow::bail!("the program ended: {status}; {}", fs::read_to_string(folder.join("log"))?);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Resident memory in megabytes (Linux; elsewhere not a number).
    fn resident(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
            .map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
