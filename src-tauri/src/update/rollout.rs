//! What a release's manifest says beyond what the updater reads: its channel, and to how many it is rolled out.

use pfa_app::settings::UpdateChannel;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The part of `latest.json` that is ours.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    channel: String,
    /// Of a hundred profiles so many get it; all unless told.
    #[serde(default = "everybody")]
    rollout: u8,
}

/// Why a release is not for this profile.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// The manifest does not say what it must, or what no manifest says.
    Unreadable,
    /// It belongs to another channel.
    OtherChannel,
    /// It is not this profile's turn yet.
    NotYet,
}

impl Manifest {
    /// Reads what is ours.
    pub(super) fn read(manifest: &serde_json::Value) -> Result<Self, Unfit> {
        let read: Self = serde_json::from_value(manifest.clone()).map_err(|_| Unfit::Unreadable)?;
        if read.rollout > 100 { Err(Unfit::Unreadable) } else { Ok(read) }
    }

    /// Says whether a profile on this channel gets this version now.
    pub(super) fn fits(&self, channel: UpdateChannel, version: &str, profile: &str) -> Result<(), Unfit> {
        if self.channel != name(channel) {
            Err(Unfit::OtherChannel)
        } else if place(version, profile) >= self.rollout {
            Err(Unfit::NotYet)
        } else {
            Ok(())
        }
    }
}

/// The channel's name in addresses and manifests.
pub(super) fn name(channel: UpdateChannel) -> &'static str {
    match channel {
        UpdateChannel::Stable => "stable",
        UpdateChannel::Beta => "beta",
    }
}

/// The place of a profile among a hundred: the same at every look, and another for each version, so that it is not
/// always the same people who try out first.
fn place(version: &str, profile: &str) -> u8 {
    let hash = Sha256::digest(format!("{version}\n{profile}"));
    let start = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    // Below a hundred, so it fits.
    u8::try_from(start % 100).unwrap_or(99)
}

fn everybody() -> u8 {
    100
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fits(rollout: u8, version: &str, profile: &str) -> bool {
        let manifest = Manifest::read(&json!({"channel": "stable", "rollout": rollout})).unwrap();
        manifest.fits(UpdateChannel::Stable, version, profile).is_ok()
    }

    fn profiles() -> impl Iterator<Item = String> {
        (0..2_000).map(|number| format!("profile-{number}"))
    }

    #[test]
    fn a_tenth_is_about_a_tenth_and_who_has_it_keeps_it_as_it_goes_on() {
        let early: Vec<String> = profiles().filter(|profile| fits(10, "1.2.0", profile)).collect();
        assert!((140..=260).contains(&early.len()), "{} of 2000", early.len());
        assert!(early.iter().all(|profile| fits(50, "1.2.0", profile)));
    }

    #[test]
    fn the_first_of_one_version_are_not_the_first_of_the_next() {
        let again =
            profiles().filter(|profile| fits(10, "1.2.0", profile) && fits(10, "1.3.0", profile)).count();
        assert!(again < 60, "{again} of 2000 are first both times");
    }

    #[test]
    fn none_is_nobody_and_all_is_everybody() {
        assert!(profiles().all(|profile| !fits(0, "1.2.0", &profile)));
        assert!(profiles().all(|profile| fits(100, "1.2.0", &profile)));
    }

    #[test]
    fn a_manifest_of_another_channel_or_of_nonsense_is_refused() {
        let beta = Manifest::read(&json!({"channel": "beta"})).unwrap();
        assert_eq!(beta.fits(UpdateChannel::Stable, "1.2.0", "p"), Err(Unfit::OtherChannel));
        assert_eq!(beta.fits(UpdateChannel::Beta, "1.2.0", "p"), Ok(()));
        for nonsense in [
            json!({}),
            json!({"channel": "stable", "rollout": 101}),
            json!({"channel": "stable", "rollout": -1}),
        ] {
            assert_eq!(Manifest::read(&nonsense).err(), Some(Unfit::Unreadable), "{nonsense}");
        }
    }
}
