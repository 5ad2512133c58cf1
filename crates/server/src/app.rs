//! What every handler shares: the store, the clock and what the operator configured.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use afterword_collab::Limits;
use afterword_domain::Moment;
use afterword_domain::clock::Clock;
use afterword_integrations::http::Outbound;
use afterword_store::{Blobs, Store};
use tokio::sync::watch;

use crate::auth::address::Net;
use crate::auth::limits::{PerSecond, RequestLimits};
use crate::auth::throttle::Slots;
use crate::ending::Ending;
use crate::features::feed::Tail;
use crate::features::files::Desk;
use crate::features::hooks::Hooks;
use crate::features::incidents::occurrences::Gathered;
use crate::features::language::checkers::Checkers;
use crate::features::language::trend_library::TrendLibrary;
use crate::features::learning::library::SimilarLibrary;
use crate::features::live::Live;
use crate::features::notices::LastScene;
use crate::features::operating::Measures;
use crate::features::search_index::SearchIndex;
use crate::features::sign_in::Providers;
use crate::features::slack::People;
use crate::features::stats::Figured;

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// One-click sign-in, for as long as the server listens on loopback only.
    pub demo: bool,
    /// Cookies are marked `Secure`: the public address is https.
    pub https: bool,
    /// Where files lie.
    pub files: Blobs,
    /// Those whose word is taken for where a request comes from.
    pub proxies: Vec<Net>,
    /// How many requests one sender may send.
    pub limits: PerSecond,
}

/// The running program, cheap to clone: each request does so many times.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What the program is made of.
#[derive(Clone)]
pub struct Parts {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub config: Arc<Config>,
    /// How many requests came from whom.
    pub limits: RequestLimits,
    /// Where passwords are hashed.
    pub hashing: Slots,
    /// What is known of the programs through which people sign in.
    pub providers: Providers,
    /// When the use of each token was last written down.
    pub tokens_used: Arc<Mutex<HashMap<u32, Moment>>>,
    /// The end of the change log, for all pages that follow it.
    pub feed: Arc<Tail>,
    /// Moves when somebody signed out, or may do less than before: whoever answers for long looks
    /// again who is there.
    pub access: watch::Sender<u64>,
    pub ending: Ending,
    /// The open documents.
    pub live: Live,
    /// What other programs send.
    pub hooks: Hooks,
    /// Where files are looked at when they come in.
    pub desk: Desk,
    /// What messages of outgoing webhooks are sent with.
    pub messages_out: Arc<OnceLock<Outbound>>,
    /// The names of Slack's people.
    pub slack_people: Arc<People>,
    /// Where the words of a query are looked for.
    pub index: SearchIndex,
    /// Where similar incidents are looked for.
    pub similar: SimilarLibrary,
    /// What texts are checked with for language that blames.
    pub checkers: Checkers,
    /// How often published post-mortems blame.
    pub trend: TrendLibrary,
    /// How often factors came.
    pub occurrences: Gathered,
    /// The figures that were worked out lately.
    pub figured: Figured,
    /// What is counted while requests are answered.
    pub measures: Measures,
    /// What notices were worked out from last.
    pub(crate) scene: Arc<LastScene>,
}

impl App {
    pub fn new(store: Store, clock: Arc<dyn Clock>, config: Config) -> Self {
        Self(Arc::new(Parts {
            hooks: Hooks::new(&store),
            live: Live::new(store.clone(), Arc::clone(&clock), Limits::default()),
            store,
            clock,
            limits: RequestLimits::new(config.limits),
            config: Arc::new(config),
            hashing: Slots::default(),
            providers: Providers::default(),
            tokens_used: Arc::default(),
            feed: Arc::default(),
            access: watch::Sender::default(),
            ending: Ending::default(),
            desk: Desk::default(),
            messages_out: Arc::default(),
            slack_people: Arc::default(),
            index: SearchIndex::default(),
            similar: SimilarLibrary::default(),
            checkers: Checkers::default(),
            trend: TrendLibrary::default(),
            occurrences: Gathered::default(),
            figured: Figured::default(),
            measures: Measures::default(),
            scene: Arc::default(),
        }))
    }

    /// With a search index in a folder; without, words are looked for in the database.
    #[must_use]
    pub fn with_index(mut self, folder: PathBuf) -> Self {
        Arc::make_mut(&mut self.0).index = SearchIndex::in_folder(folder);
        self
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Says that somebody signed out, or may do less than before.
    pub fn access_changed(&self) {
        self.access.send_modify(|times| *times += 1);
    }
}
