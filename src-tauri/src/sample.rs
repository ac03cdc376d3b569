//! The embedded PEMS of the sample: on loopback, with made-up records, kept beside the sample's profile.

use pems_sim::{Sim, User};
use pfa_app::command::{SampleAccess, SamplePems};
use pfa_app::domain::Permission;
use pfa_app::secrets::Secret;
use std::path::PathBuf;
use std::pin::Pin;
use tokio::sync::Mutex;

const ORGANIZATION: &str = "RIO";
const USER: &str = "you@example.com";

/// Started at the first use; ends with the application.
#[derive(Default)]
pub(crate) struct EmbeddedPems(Mutex<Option<Running>>);

struct Running {
    sim: Sim,
    password: String,
}

impl SamplePems for EmbeddedPems {
    fn start(
        &self,
        directory: PathBuf,
    ) -> Pin<Box<dyn Future<Output = Result<SampleAccess, String>> + Send + '_>> {
        Box::pin(async move {
            let mut running = self.0.lock().await;
            if running.is_none() {
                *running = Some(start(directory).await?);
            }
            running.as_ref().map(access).ok_or_else(|| "it ended at once".to_owned())
        })
    }
}

/// The password is made anew each time: nothing else on the computer can sign in to the sample.
async fn start(directory: PathBuf) -> Result<Running, String> {
    let password = pfa_app::clock::Ids::uuid(&pfa_app::clock::SystemIds).to_string();
    let you = User::new(USER, "You").password(password.clone()).everywhere(Permission::ALL);
    let sim = Sim::builder()
        .database(directory.join("pems.sqlite"))
        .user(you)
        .start()
        .await
        .map_err(|e| e.to_string())?;
    Ok(Running { sim, password })
}

fn access(running: &Running) -> SampleAccess {
    SampleAccess {
        root: running.sim.root_url(),
        tenant: running.sim.tenant().to_owned(),
        organization: ORGANIZATION.to_owned(),
        user: USER.to_owned(),
        password: Secret::new(running.password.clone()),
    }
}
