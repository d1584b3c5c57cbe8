//! Profiles of the AWS command line in `~/.aws/credentials` and `~/.aws/config`, for who has none of it in
//! the environment. Those that ask somebody else (SSO, a program, a role to be assumed) are told to be
//! exported, not followed.

use std::collections::BTreeMap;

/// What a profile gives.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) access_key_id: Option<String>,
    pub(super) secret_access_key: Option<String>,
    pub(super) session_token: Option<String>,
    pub(super) region: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) role_arn: Option<String>,
    pub(super) web_identity_token_file: Option<String>,
    /// Whether credentials are to be had from somebody else: SSO, a program, another profile.
    pub(super) is_indirect: bool,
}

impl Profile {
    /// The profile called `name`; `None` if neither file has it. What stands in `credentials` counts more
    /// than what stands in `config`, as with the AWS command line.
    pub(super) fn read(name: &str, credentials: &str, config: &str) -> Option<Self> {
        let in_config = if name == "default" {
            section(config, "default").or_else(|| section(config, "profile default"))
        } else {
            section(config, &format!("profile {name}"))
        };
        let in_credentials = section(credentials, name);
        if in_config.is_none() && in_credentials.is_none() {
            return None;
        }
        let mut keys = in_config.unwrap_or_default();
        keys.extend(in_credentials.unwrap_or_default());
        let indirect =
            ["sso_session", "sso_start_url", "credential_process", "source_profile", "login_session"];
        let is_indirect = indirect.iter().any(|key| keys.contains_key(*key));
        let mut take = |key: &str| keys.remove(key).filter(|value| !value.is_empty());
        Some(Self {
            access_key_id: take("aws_access_key_id"),
            secret_access_key: take("aws_secret_access_key"),
            session_token: take("aws_session_token"),
            region: take("region"),
            endpoint: take("endpoint_url"),
            role_arn: take("role_arn"),
            web_identity_token_file: take("web_identity_token_file"),
            is_indirect,
        })
    }
}

/// The keys of one section. Lines that are indented belong to a key above them and are not ours.
fn section(text: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let mut found: Option<BTreeMap<String, String>> = None;
    let mut is_inside = false;
    for line in text.lines() {
        if let Some(header) = line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            is_inside = header.split_whitespace().eq(name.split_whitespace());
            if is_inside {
                found.get_or_insert_default();
            }
        } else if is_inside
            && !line.starts_with([' ', '\t', '#', ';'])
            && let Some((key, value)) = line.split_once('=')
            && let Some(keys) = &mut found
        {
            keys.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIALS: &str = "# mine\n[default]\naws_access_key_id = A\naws_secret_access_key=B=C\n\n[live]\n\
        aws_access_key_id=D\naws_secret_access_key=E\naws_session_token = F\n";
    const CONFIG: &str = "[default]\nregion = us-west-2\ns3 =\n  region = never\n[profile live]\nregion=eu-south-2\n\
        endpoint_url = https://s3.example\naws_access_key_id=old\n[profile  sso]\nsso_session = x\n";

    #[test]
    fn keys_and_settings_of_a_profile_are_found_in_both_files() {
        let read = |name| Profile::read(name, CREDENTIALS, CONFIG);
        let default = read("default").unwrap();
        assert_eq!(default.secret_access_key.as_deref(), Some("B=C"));
        assert_eq!(default.region.as_deref(), Some("us-west-2"));
        let live = read("live").unwrap();
        assert_eq!(live.access_key_id.as_deref(), Some("D"));
        assert_eq!((live.region.as_deref(), live.session_token.as_deref()), (Some("eu-south-2"), Some("F")));
        assert_eq!(live.endpoint.as_deref(), Some("https://s3.example"));
        assert!(!live.is_indirect && read("sso").unwrap().is_indirect);
        assert!(read("none").is_none() && Profile::read("default", "", "").is_none());
    }
}
