//! Which network addresses may be connected to: an import must not be led into a private network.
//!
//! Pure. By the IANA registries of special-purpose addresses (RFC 6890), as of 2026.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Which addresses may be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Public ones, and these.
    PublicAnd(Vec<SocketAddr>),
    /// Any.
    Anywhere,
}

impl Reach {
    /// Whether `address` may be connected to.
    #[must_use]
    pub fn allows(&self, address: &SocketAddr) -> bool {
        match self {
            Reach::Anywhere => true,
            Reach::PublicAnd(others) => is_public(address.ip()) || others.contains(address),
        }
    }
}

/// Whether an address is of the public Internet: not private, shared, loopback, link-local,
/// multicast, reserved, for documentation, or a way around these.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // NAT64 (RFC 6052) stands for an address of IPv4.
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let is_global = parts[0] & 0xe000 == 0x2000;
    let is_special = match parts[0] {
        // Protocol assignments with Teredo, and documentation.
        0x2001 => parts[1] < 0x200 || parts[1] == 0xdb8,
        // 6to4 stands for an address of IPv4.
        0x2002 => true,
        0x3fff => parts[1] < 0x1000,
        _ => false,
    };
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn only_the_public_internet_is_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "fec0::1",
            "3fff::1",
        ] {
            assert!(!public(address), "{address}");
        }
        for address in [
            "8.8.8.8",
            "1.1.1.1",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "64:ff9b::808:808",
            "2a00::1",
        ] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn exceptions_are_one_address_with_its_port() {
        let one: SocketAddr = "127.0.0.1:8000".parse().unwrap();
        let reach = Reach::PublicAnd(vec![one]);
        assert!(reach.allows(&one));
        assert!(!reach.allows(&"127.0.0.1:8001".parse().unwrap()));
        assert!(Reach::Anywhere.allows(&"127.0.0.1:8001".parse().unwrap()));
    }
}
