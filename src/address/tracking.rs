//! Parameters of addresses that say who sent a reader, and nothing about what is read: what an import
//! leaves out and a check tells. Parameters that lead to other content must not be listed.

/// Their names, in lower case.
const NAMES: &[&str] = &[
    "__twitter_impression",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "at_medium",
    "cmpid",
    "dclid",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "hsctatracking",
    "icid",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "s_cid",
    "smid",
    "smtyp",
    "sr_share",
    "ttclid",
    "twclid",
    "vero_id",
    "wbraid",
    "wickedid",
    "xtor",
    "yclid",
];

/// Starts of such names.
const PREFIXES: &[&str] = &["utm_", "pk_", "mtm_", "matomo_", "hsa_"];

/// Whether a `name=value` of a query is such a parameter, however its name is written.
#[must_use]
pub fn tracks(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    let name = super::percent_decode(name).unwrap_or_default().to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The name of the first such parameter of an address, as it is written there.
#[must_use]
pub fn first_of(address: &str) -> Option<&str> {
    let (_, query) = address.split('#').next()?.split_once('?')?;
    let pair = query.split('&').find(|pair| tracks(pair))?;
    pair.split('=').next()
}

/// The address without such parameters, otherwise as it is written.
#[must_use]
pub fn without(address: &str) -> String {
    let (address, fragment) = match address.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (address, String::new()),
    };
    let Some((path, query)) = address.split_once('?') else { return format!("{address}{fragment}") };
    let kept: Vec<&str> = query.split('&').filter(|pair| !tracks(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{path}{mark}{}{fragment}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_follow_readers_are_told_from_those_that_lead_somewhere() {
        for (address, expected) in [
            ("https://a.example/x?id=7&utm_source=feed#top", Some("utm_source")),
            ("https://a.example/x?fbclid=1", Some("fbclid")),
            ("https://a.example/x?UTM_Source=feed", Some("UTM_Source")),
            ("https://a.example/x?a=1&utm%5Fmedium=rss", Some("utm%5Fmedium")),
            ("https://a.example/x?mtm_campaign=1", Some("mtm_campaign")),
            ("https://a.example/x?id=7&utm=1&fbclids=2&page_=3", None),
            ("https://a.example/utm_source=x", None),
            ("https://a.example/x#?utm_source=x", None),
        ] {
            assert_eq!(first_of(address), expected, "{address}");
        }
    }

    #[test]
    fn what_tracks_is_taken_out_and_the_rest_stays() {
        for (address, expected) in [
            ("https://a.example/x?id=7&utm_source=feed#top", "https://a.example/x?id=7#top"),
            ("https://a.example/x?fbclid=1", "https://a.example/x"),
            ("https://a.example/x?", "https://a.example/x?"),
            ("https://a.example/x?a&b=#c?utm_id=1", "https://a.example/x?a&b=#c?utm_id=1"),
        ] {
            assert_eq!(without(address), expected);
        }
    }

    #[test]
    fn names_are_in_order_and_stand_once() {
        assert!(NAMES.is_sorted_by(|a, b| a < b));
        let is_covered = |name: &&&str| PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        assert_eq!(NAMES.iter().find(is_covered), None);
    }
}
