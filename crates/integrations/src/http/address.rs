//! Which addresses lie on the public internet: those that a request may go to without an
//! administrator having named their host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether anybody on the internet may be meant. What is reserved, or leads back to this machine
/// or into its network in whatever form, is not.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The special-purpose registry of IANA (RFC 6890 and what came since).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = a == 0 // this network
        || address.is_private()
        || (a == 100 && (64..128).contains(&b)) // behind a carrier's NAT
        || address.is_loopback()
        || address.is_link_local()
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || address.is_documentation()
        || (a == 192 && b == 88 && c == 99) // 6to4 relays
        || (a == 198 && (b == 18 || b == 19)) // benchmarks
        || a >= 224; // multicast, reserved, broadcast
    !is_special
}

/// Only `2000::/3` is assigned to hosts; in it, and in what translates, lie addresses that stand for
/// one of IPv4.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    match address.segments() {
        // NAT64 and 6to4.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            is_public_v4(embedded(high, low))
        }
        // Teredo and other protocol assignments; documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn each_reserved_form_is_refused() {
        let refused = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::808:808",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:c0a8:1::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in refused {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn hosts_of_the_internet_are_not() {
        let free = [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
            "2606:4700::1111",
            "2a00:1450::1",
        ];
        for address in free {
            assert!(public(address), "{address}");
        }
    }

    /// The nets of the registry as they are written there, apart from the code above.
    const NETS: [(&str, u32); 14] = [
        ("0.0.0.0", 8),
        ("10.0.0.0", 8),
        ("100.64.0.0", 10),
        ("127.0.0.0", 8),
        ("169.254.0.0", 16),
        ("172.16.0.0", 12),
        ("192.0.0.0", 24),
        ("192.0.2.0", 24),
        ("192.168.0.0", 16),
        ("198.18.0.0", 15),
        ("198.51.100.0", 24),
        ("203.0.113.0", 24),
        ("224.0.0.0", 4),
        ("240.0.0.0", 4),
    ];

    fn reserved(bits: u32) -> bool {
        let also = ("192.88.99.0", 24);
        NETS.iter().chain([&also]).any(|(net, length)| {
            let net: Ipv4Addr = net.parse().unwrap();
            (u32::from(net) ^ bits) >> (32 - length) == 0
        })
    }

    fn any_v4() -> impl Strategy<Value = u32> {
        let in_a_net = (0..NETS.len(), any::<u32>()).prop_map(|(at, host)| {
            let (net, length) = NETS[at];
            let net: Ipv4Addr = net.parse().unwrap();
            u32::from(net) | (host & (u32::MAX >> length))
        });
        prop_oneof![in_a_net, any::<u32>()]
    }

    proptest! {
        #[test]
        fn an_address_of_ipv4_is_public_when_no_reserved_net_has_it(bits in any_v4()) {
            let address = Ipv4Addr::from(bits);
            prop_assert_eq!(is_public(address.into()), !reserved(bits), "{}", address);
        }

        #[test]
        fn no_form_of_an_address_hides_it(bits in any_v4(), rest in any::<u64>()) {
            let public = is_public(Ipv4Addr::from(bits).into());
            let wide = u128::from(bits);
            let mapped = 0xffff_0000_0000 | wide;
            let nat64 = (0x0064_ff9b_u128 << 96) | wide;
            let six_to_four = (0x2002_u128 << 112) | (wide << 80) | u128::from(rest);
            for form in [mapped, nat64, six_to_four] {
                let address = Ipv6Addr::from(form);
                prop_assert_eq!(is_public(address.into()), public, "{}", address);
            }
        }

        #[test]
        fn outside_of_global_unicast_nothing_is_public(bits in any::<u128>()) {
            let address = Ipv6Addr::from(bits);
            let is_global = bits >> 125 == 1;
            let stands_for_ipv4 = bits >> 32 == 0xffff || bits >> 32 == 0x0064_ff9b << 64;
            prop_assume!(!is_global && !stands_for_ipv4);
            prop_assert!(!is_public(address.into()), "{}", address);
        }
    }
}
