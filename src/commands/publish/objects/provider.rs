//! From what `site.yaml` says of a bucket, and what the environment has, to a client of `object_store`.
//!
//! Credentials are read here and nowhere else. They go to the client, and to [`Provider::secrets`], so that
//! no message can hold them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use ureq::http::Uri;

use super::profile::Profile;
use super::refusal::{Refusals, Vocabulary};
use super::transport::Connector;
use crate::commands::publish::error::TargetError;
use crate::config::publish::{ObjectTarget, Provider as Kind};
use crate::disk;

pub(super) const S3: Vocabulary = Vocabulary {
    container: "bucket",
    permissions: ["`s3:GetObject`", "`s3:PutObject`", "`s3:DeleteObject`", "`s3:ListBucket`"],
    credentials: "set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AWS_PROFILE` to a profile of \
                  `~/.aws/credentials`; of any other profile: `eval \"$(aws configure export-credentials --format env)\"`",
    renewal: "sign in again (`aws sso login`), or set a new `AWS_SESSION_TOKEN` with its keys",
};

const GCS: Vocabulary = Vocabulary {
    container: "bucket",
    permissions: [
        "`storage.objects.get`",
        "`storage.objects.create` and `storage.objects.delete`, which replacing takes",
        "`storage.objects.delete`",
        "`storage.objects.list`",
    ],
    credentials: "set `GOOGLE_APPLICATION_CREDENTIALS` to the file of a service account, or run `gcloud auth \
                  application-default login`, or set `GOOGLE_BEARER_TOKEN` to what `gcloud auth print-access-token` prints",
    renewal: "run `gcloud auth application-default login` again, or set a new `GOOGLE_BEARER_TOKEN`",
};

const AZURE: Vocabulary = Vocabulary {
    container: "container",
    permissions: [
        "to read blobs (role `Storage Blob Data Contributor`, or `r` in a SAS)",
        "to write blobs (role `Storage Blob Data Contributor`, or `cw` in a SAS)",
        "to delete blobs (role `Storage Blob Data Contributor`, or `d` in a SAS)",
        "to list blobs (role `Storage Blob Data Contributor`, or `l` in a SAS)",
    ],
    credentials: "set `AZURE_STORAGE_KEY`, `AZURE_STORAGE_SAS_TOKEN`, or `AZURE_CLIENT_ID`, `AZURE_TENANT_ID` and \
                  `AZURE_CLIENT_SECRET`, or `AZURE_USE_AZURE_CLI=true` after `az login`",
    renewal: "run `az login` again, or set a new `AZURE_STORAGE_SAS_TOKEN`",
};

/// A service that can be asked.
pub(super) struct Provider {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) refusals: Arc<Refusals>,
    /// Most objects of one request to delete them.
    pub(super) deletions: usize,
    /// Where it is, for people.
    pub(super) place: String,
    pub(super) words: &'static Vocabulary,
    /// What must not be in any message.
    pub(super) secrets: Vec<String>,
}

/// The environment, as far as it is asked.
pub(super) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Provider {
    /// # Errors
    /// If the settings or the credentials are wrong, as far as can be told without asking the service.
    pub(super) fn new(target: &ObjectTarget, variable: Variables<'_>) -> Result<Self, TargetError> {
        let refusals = Arc::new(Refusals::default());
        let prefix = if target.prefix.is_empty() { String::new() } else { format!("/{}", target.prefix) };
        let secrets = SECRETS.iter().filter_map(|name| variable(name)).map(|value| value.trim().to_owned());
        let mut secrets: Vec<String> = secrets.filter(|value| value.len() >= 4).collect();
        let (store, place, words, deletions): (Arc<dyn ObjectStore>, _, _, _) = match &target.provider {
            Kind::S3 { bucket, region, path_style } => {
                let profile = profile(variable)?;
                secrets.extend(profile.secret_access_key.iter().chain(&profile.session_token).cloned());
                let settings = S3Settings { bucket, region: region.as_deref(), path_style: *path_style };
                let store = s3(target, &settings, profile, variable, &refusals);
                (
                    Arc::new(store.map_err(|error| unusable(&error, &S3, &secrets))?),
                    format!("s3://{bucket}"),
                    &S3,
                    1000,
                )
            }
            Kind::Gcs { bucket } => {
                let store = gcs(target, bucket, &refusals)?;
                (
                    Arc::new(store.map_err(|error| unusable(&error, &GCS, &secrets))?),
                    format!("gs://{bucket}"),
                    &GCS,
                    1,
                )
            }
            Kind::Azure { account, container } => {
                let store = azure(target, account, container, variable, &refusals)?;
                let store = store.map_err(|error| unusable(&error, &AZURE, &secrets))?;
                (Arc::new(store), format!("az://{account}/{container}"), &AZURE, 256)
            }
        };
        Ok(Self { store, refusals, deletions, place: format!("`{place}{prefix}`"), words, secrets })
    }
}

/// Variables whose values are credentials.
const SECRETS: &[&str] = &[
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_TOKEN",
    "GOOGLE_BEARER_TOKEN",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_ACCESS_KEY",
    "AZURE_STORAGE_MASTER_KEY",
    "AZURE_STORAGE_SAS_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "AZURE_STORAGE_TOKEN",
    "AZURE_STORAGE_CLIENT_SECRET",
    "AZURE_CLIENT_SECRET",
];

/// `text` without what is in `secrets`.
pub(super) fn without(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "…"))
}

fn unusable(error: &object_store::Error, words: &Vocabulary, secrets: &[String]) -> TargetError {
    let message = format!("the credentials in the environment cannot be used: {error}");
    TargetError::failed(without(&message, secrets)).help(words.credentials)
}

fn retry() -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(8),
        base: 2.,
    };
    RetryConfig { backoff, max_retries: 6, retry_timeout: Duration::from_secs(120) }
}

struct S3Settings<'a> {
    bucket: &'a str,
    region: Option<&'a str>,
    path_style: Option<bool>,
}

fn s3(
    target: &ObjectTarget,
    settings: &S3Settings<'_>,
    profile: Profile,
    variable: Variables<'_>,
    refusals: &Arc<Refusals>,
) -> object_store::Result<object_store::aws::AmazonS3> {
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(settings.bucket).with_retry(retry());
    let own_keys = variable("AWS_ACCESS_KEY_ID").is_some();
    let given = [
        (AmazonS3ConfigKey::AccessKeyId, profile.access_key_id.filter(|_| !own_keys)),
        (AmazonS3ConfigKey::SecretAccessKey, profile.secret_access_key.filter(|_| !own_keys)),
        (AmazonS3ConfigKey::Token, profile.session_token.filter(|_| !own_keys)),
        (AmazonS3ConfigKey::RoleArn, profile.role_arn),
        (AmazonS3ConfigKey::WebIdentityTokenFile, profile.web_identity_token_file),
        (AmazonS3ConfigKey::Region, profile.region),
        (AmazonS3ConfigKey::Endpoint, profile.endpoint),
    ];
    for (key, value) in given {
        if let (None, Some(value)) = (builder.get_config_value(&key), value) {
            builder = builder.with_config(key, value);
        }
    }
    if let Some(region) = settings.region {
        builder = builder.with_region(region);
    }
    if let Some(endpoint) = &target.endpoint {
        builder = builder.with_endpoint(endpoint).with_config(AmazonS3ConfigKey::S3Endpoint, endpoint);
    }
    let endpoint = builder.get_config_value(&AmazonS3ConfigKey::S3Endpoint);
    let endpoint = endpoint.or_else(|| builder.get_config_value(&AmazonS3ConfigKey::Endpoint));
    // A signature gives nothing away, so that a service in one's own network may do without TLS.
    let options = ClientOptions::new().with_allow_http(true);
    let is_virtual = !settings.path_style.unwrap_or(endpoint.is_some());
    let region =
        builder.get_config_value(&AmazonS3ConfigKey::Region).unwrap_or_else(|| "us-east-1".to_owned());
    let service = endpoint.as_deref().map_or_else(|| format!("s3.{region}.amazonaws.com"), authority_of);
    if let Some(endpoint) = endpoint.filter(|_| is_virtual) {
        // The client takes such an endpoint to have the bucket in it.
        let with_bucket = endpoint.replacen("://", &format!("://{}.", settings.bucket), 1);
        builder = builder.with_endpoint(&with_bucket).with_config(AmazonS3ConfigKey::S3Endpoint, with_bucket);
    }
    let connector = Connector { refusals: Arc::clone(refusals), service };
    builder
        .with_client_options(options)
        .with_virtual_hosted_style_request(is_virtual)
        .with_http_connector(connector)
        .build()
}

/// The profile that the environment names; an empty one if it names none and there is no `default`.
fn profile(variable: Variables<'_>) -> Result<Profile, TargetError> {
    let home = variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from);
    let read = |named: &str, usual: &str| {
        let path = variable(named).map(PathBuf::from);
        let path = path.or_else(|| Some(home.as_ref()?.join(".aws").join(usual)));
        path.and_then(|path| disk::read_regular(&path).ok())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    };
    let named = variable("AWS_PROFILE").or_else(|| variable("AWS_DEFAULT_PROFILE"));
    let name = named.clone().unwrap_or_else(|| "default".to_owned());
    let credentials = read("AWS_SHARED_CREDENTIALS_FILE", "credentials");
    let found = Profile::read(&name, &credentials, &read("AWS_CONFIG_FILE", "config"));
    let has_own = variable("AWS_ACCESS_KEY_ID").is_some();
    match (found, named) {
        (None, Some(name)) if !has_own => {
            let message = format!("neither `~/.aws/credentials` nor `~/.aws/config` has a profile `{name}`");
            Err(TargetError::failed(message).help("check `AWS_PROFILE`"))
        }
        (Some(profile), _) if profile.is_indirect && profile.access_key_id.is_none() && !has_own => {
            let message = format!("the profile `{name}` has no keys: it asks somebody else for them");
            Err(TargetError::failed(message).help(S3.credentials))
        }
        (found, _) => Ok(found.unwrap_or_default()),
    }
}

type Built<T> = Result<object_store::Result<T>, TargetError>;

fn gcs(
    target: &ObjectTarget,
    bucket: &str,
    refusals: &Arc<Refusals>,
) -> Built<object_store::gcp::GoogleCloudStorage> {
    let mut builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).with_retry(retry());
    if let Some(endpoint) = &target.endpoint {
        builder = builder.with_base_url(endpoint.trim_end_matches('/'));
    }
    let endpoint = builder.get_config_value(&GoogleConfigKey::BaseUrl);
    let service = endpoint.as_deref().map_or_else(|| "storage.googleapis.com".to_owned(), authority_of);
    let options = encrypted(endpoint.as_deref())?;
    let connector = Connector { refusals: Arc::clone(refusals), service };
    Ok(builder.with_client_options(options).with_http_connector(connector).build())
}

fn azure(
    target: &ObjectTarget,
    account: &str,
    container: &str,
    variable: Variables<'_>,
    refusals: &Arc<Refusals>,
) -> Built<object_store::azure::MicrosoftAzure> {
    let mut builder = MicrosoftAzureBuilder::from_env().with_account(account).with_container_name(container);
    builder = builder.with_retry(retry()).with_use_emulator(false);
    // The name that Azure's own command line knows the key by.
    if let (Some(key), None) =
        (variable("AZURE_STORAGE_KEY"), builder.get_config_value(&AzureConfigKey::AccessKey))
    {
        builder = builder.with_access_key(key);
    }
    if let Some(endpoint) = &target.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/').to_owned());
    }
    let endpoint = builder.get_config_value(&AzureConfigKey::Endpoint);
    let usual = || format!("{account}.blob.core.windows.net");
    let service = endpoint.as_deref().map_or_else(usual, authority_of);
    let options = encrypted(endpoint.as_deref())?;
    let connector = Connector { refusals: Arc::clone(refusals), service };
    Ok(builder.with_client_options(options).with_http_connector(connector).build())
}

/// Tokens are sent as they are, so that whoever listens could use them: not without TLS, except on this
/// very machine.
fn encrypted(endpoint: Option<&str>) -> Result<ClientOptions, TargetError> {
    let Some(endpoint) = endpoint.filter(|endpoint| endpoint.starts_with("http://")) else {
        return Ok(ClientOptions::new());
    };
    if is_this_machine(endpoint) {
        return Ok(ClientOptions::new().with_allow_http(true));
    }
    let message = format!("`{endpoint}` would send credentials that everybody on the way can read");
    Err(TargetError::failed(message).help("write `endpoint` with `https://`"))
}

fn is_this_machine(address: &str) -> bool {
    let host = address.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    matches!(host.as_deref(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// Host and port of an address.
fn authority_of(address: &str) -> String {
    let authority = address.parse::<Uri>().ok().and_then(|uri| uri.authority().map(ToString::to_string));
    authority.unwrap_or_default()
}
