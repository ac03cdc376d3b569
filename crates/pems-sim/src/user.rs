//! Who may sign in, with what, and what each may do in which organization.

use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use pfa_domain::{Organization, Permission, Permissions};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

/// A person who may sign in.
#[derive(Clone)]
pub struct User {
    /// The user id, an e-mail address as a rule; what PEMS records as `lastChangedBy`.
    pub id: String,
    /// The name that the session shows.
    pub display_name: String,
    password: Option<String>,
    api_key: Option<String>,
    everywhere: Permissions,
    by_organization: BTreeMap<String, Permissions>,
}

/// A user that cannot be set up as written. It quotes no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUser {
    /// Not `id:password:organization=permission,…`.
    #[error("a user is written id:password:ORGANIZATION=permission,…;ORGANIZATION=…")]
    Shape,
    /// No permission has this name.
    #[error("no permission is called {0:?}")]
    Permission(String),
    /// Not an organization code.
    #[error("{0:?} is no organization code")]
    Organization(String),
    /// An id, password or key that is empty, too long or has a character that cannot be sent.
    #[error("a user's id, password and key have 1 to 200 printable characters, the id no colon")]
    Text,
    /// Not the JSON that is documented.
    #[error("the users' JSON cannot be read: line {line}, column {column}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

impl User {
    /// A user without rights yet.
    pub fn new(id: impl Into<String>, display_name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            display_name: display_name.into(),
            password: None,
            api_key: None,
            everywhere: Permissions::default(),
            by_organization: BTreeMap::new(),
        }
    }

    /// Lets the user sign in with this password.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Lets the user sign in with this API key.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Grants these rights in every organization that is not named on its own.
    pub fn everywhere(mut self, permissions: impl IntoIterator<Item = Permission>) -> Self {
        self.everywhere = permissions.into_iter().collect();
        self
    }

    /// Grants just these rights in one organization; with none, the user is not a member of it.
    pub fn within(mut self, organization: &str, permissions: impl IntoIterator<Item = Permission>) -> Self {
        self.by_organization.insert(organization.to_owned(), permissions.into_iter().collect());
        self
    }

    /// The people who are there unless others are named.
    pub fn defaults() -> Vec<User> {
        use Permission::{EditActuals, EditForecast, Read, Sync};
        vec![
            User::new("maria.ortiz@example.com", "Maria Ortiz")
                .password("planner-1")
                .api_key("maria-api-key-1")
                .everywhere(Permission::ALL),
            User::new("jane.smith@example.com", "Jane Smith")
                .password("planner-2")
                .api_key("jane-api-key-2")
                .everywhere(Permission::ALL),
            User::new("p.okafor@example.com", "Peter Okafor")
                .password("planner-3")
                .api_key("okafor-api-key-3")
                .everywhere([Read, EditForecast, EditActuals, Sync]),
            User::new("r.reader@example.com", "Rosa Reader")
                .password("reader-1")
                .api_key("reader-api-key-1")
                .everywhere([Read]),
        ]
    }

    /// Reads a list of users: `[{"id", "displayName"?, "password"?, "apiKey"?, "permissions": {"RIO"|"*": [..]}}]`.
    pub fn list_from_json(text: &str) -> Result<Vec<User>, InvalidUser> {
        let written: Vec<WrittenUser> = serde_json::from_str(text)
            .map_err(|e| InvalidUser::Json { line: e.line(), column: e.column() })?;
        written.into_iter().map(User::try_from).collect()
    }

    /// What the user may do in an organization; nothing at all where the user is not a member.
    pub(crate) fn permissions(&self, organization: &str) -> Permissions {
        self.by_organization.get(organization).copied().unwrap_or(self.everywhere)
    }

    /// Sets what the user may do in one organization from now on.
    pub(crate) fn set_permissions(&mut self, organization: &str, permissions: Permissions) {
        self.by_organization.insert(organization.to_owned(), permissions);
    }

    /// Whether these credentials are this user's.
    pub(crate) fn owns(&self, shown: &Credentials) -> bool {
        match shown {
            Credentials::Key(key) => self.api_key.as_deref() == Some(key),
            Credentials::Pair(id, password) => {
                *id == self.id && self.password.as_deref() == Some(password.as_str())
            }
        }
    }

    fn checked(self) -> Result<Self, InvalidUser> {
        let fits = |t: &str| (1..=200).contains(&t.len()) && !t.chars().any(char::is_control);
        let secrets = self.password.iter().chain(&self.api_key);
        if fits(&self.id) && !self.id.contains(':') && secrets.into_iter().all(|s| fits(s)) {
            Ok(self)
        } else {
            Err(InvalidUser::Text)
        }
    }
}

/// What a request shows, read once however many users there are.
pub(crate) enum Credentials {
    Key(String),
    Pair(String, String),
}

impl Credentials {
    /// The credentials of a request; `None` where there are none that anybody could own.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Credentials::Key(rest.to_owned()));
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
        let (id, password) = pair.split_once(':')?;
        Some(Credentials::Pair(id.to_owned(), password.to_owned()))
    }
}

/// Names the user and the rights, never the secrets.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Reads `id:password:RIO=read,sync;PORTARTHUR=read`; `*` is every organization, `all` every right.
impl FromStr for User {
    type Err = InvalidUser;
    fn from_str(text: &str) -> Result<Self, InvalidUser> {
        let (id, rest) = text.split_once(':').ok_or(InvalidUser::Shape)?;
        // A password may have a colon in it, the rights have none.
        let (password, rights) = rest.rsplit_once(':').ok_or(InvalidUser::Shape)?;
        let mut user = User::new(id, id).password(password);
        for part in rights.split(';').filter(|part| !part.is_empty()) {
            let (organization, words) = part.split_once('=').ok_or(InvalidUser::Shape)?;
            user = user.granted(organization, words.split(',').filter(|w| !w.is_empty()))?;
        }
        user.checked()
    }
}

impl User {
    fn granted<'a>(
        self,
        organization: &str,
        words: impl Iterator<Item = &'a str>,
    ) -> Result<Self, InvalidUser> {
        let mut rights = BTreeSet::new();
        for word in words {
            match word.trim() {
                "all" => rights.extend(Permission::ALL),
                name => {
                    rights.insert(name.parse().map_err(|_| InvalidUser::Permission(name.into()))?);
                }
            }
        }
        if organization == "*" {
            return Ok(self.everywhere(rights));
        }
        Organization::new(organization).map_err(|_| InvalidUser::Organization(organization.into()))?;
        Ok(self.within(organization, rights))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WrittenUser {
    id: String,
    display_name: Option<String>,
    password: Option<String>,
    api_key: Option<String>,
    #[serde(default)]
    permissions: BTreeMap<String, Vec<String>>,
}

impl TryFrom<WrittenUser> for User {
    type Error = InvalidUser;
    fn try_from(written: WrittenUser) -> Result<Self, InvalidUser> {
        let name = written.display_name.unwrap_or_else(|| written.id.clone());
        let mut user = User::new(written.id, name);
        user.password = written.password;
        user.api_key = written.api_key;
        for (organization, words) in &written.permissions {
            user = user.granted(organization, words.iter().map(String::as_str))?;
        }
        user.checked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn owned(user: &User, value: &str) -> bool {
        let value = HeaderValue::from_str(value).unwrap();
        Credentials::of(&HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
            .is_some_and(|shown| user.owns(&shown))
    }

    #[test]
    fn a_user_is_read_from_one_line_even_with_a_colon_in_the_password() {
        let user: User = "a@b:pa:ss:RIO=read,sync;*=all".parse().unwrap();
        assert!(owned(&user, &format!("Basic {}", STANDARD.encode("a@b:pa:ss"))));
        assert!(!owned(&user, &format!("Basic {}", STANDARD.encode("a@b:pa"))));
        assert_eq!(user.permissions("RIO").iter().collect::<Vec<_>>(), [Permission::Read, Permission::Sync]);
        assert_eq!(user.permissions("X").iter().count(), 6);
    }

    #[test]
    fn a_user_that_cannot_be_read_is_refused() {
        for bad in ["", "a", "a:b", "a:b:RIO", "a:b:RIO=fly", "a:b:rio=read", ":b:*=read", "a::*=read"] {
            assert!(bad.parse::<User>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn schemes_are_read_in_any_case_and_no_other_scheme_is_taken() {
        let user = User::new("a", "A").password("p").api_key("key");
        assert!(owned(&user, "bEaReR key"));
        assert!(owned(&user, &format!("basic {}", STANDARD.encode("a:p"))));
        for bad in ["key", "Bearer", "Bearer other", "Digest key", "Basic key", "Basic "] {
            assert!(!owned(&user, bad), "{bad:?}");
        }
        assert!(!owned(&User::new("a", "A"), &format!("Basic {}", STANDARD.encode("a:"))));
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", User::new("a", "A").password("sesame").api_key("open"));
        assert!(!shown.contains("sesame") && !shown.contains("open"));
    }
}
