//! From where a request comes: the other end of the connection, or what a proxy says whom the
//! operator named. Anybody else may write into a header what they like.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

const FORWARDED: &str = "x-forwarded-for";

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct From(pub IpAddr);

/// A proxy, or a net of them: `10.0.0.7`, `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Net {
    address: IpAddr,
    length: u32,
}

impl Net {
    fn holds(self, other: IpAddr) -> bool {
        let (bits, other, width) = match (self.address, other.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(other)) => {
                (u128::from(u32::from(net)), u128::from(u32::from(other)), 32)
            }
            (IpAddr::V6(net), IpAddr::V6(other)) => (u128::from(net), u128::from(other), 128),
            _ => return false,
        };
        let apart = (bits ^ other).checked_shr(width - self.length);
        self.length == 0 || apart == Some(0)
    }
}

impl FromStr for Net {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("“{text}” is no address and no net; 10.0.0.0/8 is one");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(most), |length| {
            length.trim().parse().map_err(|_| wrong())
        })?;
        if length > most {
            return Err(wrong());
        }
        Ok(Self { address, length })
    }
}

impl fmt::Display for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

/// An address of IPv4, or the net of IPv6 that one customer has (a /64): one place, when somebody is
/// counted by where they come from.
pub fn net_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Leaves with the request where it comes from.
pub async fn locate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer {
        let from = origin(peer.ip(), request.headers(), &app.config.proxies);
        request.extensions_mut().insert(From(from));
    }
    next.run(request).await
}

/// The last address that no known proxy vouches for.
fn origin(peer: IpAddr, headers: &HeaderMap, proxies: &[Net]) -> IpAddr {
    let is_proxy = |address: IpAddr| proxies.iter().any(|net| net.holds(address));
    let mut from = peer.to_canonical();
    if !is_proxy(from) {
        return from;
    }
    let told = headers.get_all(FORWARDED).iter();
    let told: Vec<_> = told.filter_map(|value| value.to_str().ok()).collect();
    for hop in told.join(",").rsplit(',') {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        from = address.to_canonical();
        if !is_proxy(from) {
            break;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(peer: &str, headers: &[&str], proxies: &[&str]) -> String {
        let mut map = HeaderMap::new();
        for header in headers {
            map.append(FORWARDED, header.parse().unwrap());
        }
        let nets: Vec<Net> = proxies.iter().map(|net| net.parse().unwrap()).collect();
        origin(peer.parse().unwrap(), &map, &nets).to_string()
    }

    #[test]
    fn a_header_is_believed_from_a_named_proxy_only() {
        let forged = ["198.51.100.7"];
        assert_eq!(told("203.0.113.9", &forged, &[]), "203.0.113.9");
        assert_eq!(told("203.0.113.9", &forged, &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(told("10.1.2.3", &forged, &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(
            told("::ffff:10.1.2.3", &forged, &["10.0.0.0/8"]),
            "198.51.100.7"
        );
    }

    #[test]
    fn what_a_client_wrote_before_the_proxy_is_passed_over() {
        let proxies = ["127.0.0.1", "10.0.0.0/8"];
        let lied = ["1.1.1.1, 203.0.113.9", "10.2.2.2"];
        assert_eq!(told("127.0.0.1", &lied, &proxies), "203.0.113.9");
        assert_eq!(
            told("127.0.0.1", &["unknown, 10.2.2.2"], &proxies),
            "10.2.2.2"
        );
        assert_eq!(told("127.0.0.1", &[], &proxies), "127.0.0.1");
    }

    #[test]
    fn a_net_is_read_or_refused() {
        for fine in ["10.0.0.0/8", "::1", "2001:db8::/32", "0.0.0.0/0"] {
            assert!(fine.parse::<Net>().is_ok(), "{fine}");
        }
        for odd in [
            "",
            "10.0.0.0/33",
            "10.0.0",
            "::/129",
            "proxy.example",
            "10.0.0.0/x",
        ] {
            assert!(odd.parse::<Net>().is_err(), "{odd}");
        }
        let all: Net = "0.0.0.0/0".parse().unwrap();
        assert!(all.holds("203.0.113.9".parse().unwrap()));
    }
}
