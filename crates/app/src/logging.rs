//! What the application writes about itself, into rotating files of the profile.
