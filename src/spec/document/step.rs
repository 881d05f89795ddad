//! What is done with a source.

use super::Command;
use super::Config;
use super::EnvValue;
use super::Mode;
use super::Mount;
use super::Network;
use super::Source;
use super::Texts;
use crate::spec::schema::Map;
use crate::spec::schema::record;
use crate::spec::schema::union;

union! {
    /// One step, known by its verb.
    Step "a step" {
        /// Runs a process.
        "run" Run: Run,
        /// Copies files.
        "copy" Copy: Copy,
        /// Writes a file.
        "write" Write: Write,
        /// Makes a folder.
        "mkdir" Mkdir: Mkdir,
        /// Removes files.
        "rm" Rm: Rm,
        /// Changes the image configuration.
        "set" Set: Set,
    }
}

record! {
    /// Runs a process. The entrypoint of the image does not matter.
    Run {
        /// A line for the shell, or a program and its arguments.
        "run" run: Command,
        /// The shell for a line; that of the image, or `["/bin/sh", "-c"]`, if nothing is said.
        "shell" shell: Option<Vec<String>>,
        /// Variables for this process only: texts, or `{"secret": ID}`.
        "env" env: Option<Map<EnvValue>>,
        /// The directory, from that of the image.
        "dir" dir: Option<String>,
        /// The user.
        "user" user: Option<String>,
        /// What it sees beside the files of the target.
        "mounts" mounts: Option<Vec<Mount>>,
        /// The network.
        "network" network: Option<Network>,
        /// Whether it may do anything; the daemon must allow that.
        "insecure" insecure: Option<bool>,
        /// Names and addresses for `/etc/hosts`.
        "hosts" hosts: Option<Map<String>>,
        /// `false` runs it even if its result is cached.
        "cache" cache: Option<bool>,
        /// What the progress output calls it.
        "name" name: Option<String>,
        /// Exit codes that are no failure; 0 only if nothing is said.
        "ok" ok: Option<Vec<i64>>,
    }
}

record! {
    /// Copies files. Of a folder, the content is copied.
    Copy {
        /// Where from.
        "copy" copy: Source,
        /// What of it; wildcards are allowed. All if nothing is said.
        "src" src: Option<Texts>,
        /// Where to, from the working directory. With a slash at its end, into that folder.
        "dest" dest: String,
        /// Only what matches is copied.
        "include" include: Option<Vec<String>>,
        /// What matches is not copied.
        "exclude" exclude: Option<Vec<String>>,
        /// Who owns the files: `user`, `1000:1000`. Root if nothing is said.
        "owner" owner: Option<String>,
        /// Permission bits: a number, or a string as `chmod` takes it. They stay if nothing is said.
        "mode" mode: Option<Mode>,
        /// Whether the files become a layer that does not depend on what is below.
        "link" link: Option<bool>,
        /// Whether links in the source path are followed; they are if nothing is said.
        "follow" follow: Option<bool>,
    }
}

record! {
    /// Writes a file, and makes the folders that lead to it.
    Write {
        /// Where.
        "write" write: String,
        /// What.
        "text" text: String,
        /// Permission bits; 0644 if nothing is said.
        "mode" mode: Option<Mode>,
        /// Who owns it.
        "owner" owner: Option<String>,
    }
}

record! {
    /// Makes a folder, and those that lead to it.
    Mkdir {
        /// Where.
        "mkdir" mkdir: String,
        /// Permission bits; 0755 if nothing is said.
        "mode" mode: Option<Mode>,
        /// Who owns it.
        "owner" owner: Option<String>,
    }
}

record! {
    /// Removes files and folders.
    Rm {
        /// Which.
        "rm" rm: Texts,
        /// Whether wildcards are allowed.
        "glob" glob: Option<bool>,
        /// Whether they may be missing.
        "missing" missing: Option<bool>,
    }
}

record! {
    /// Changes the image configuration, for later steps and for the result.
    Set {
        /// How.
        "set" set: Config,
    }
}
