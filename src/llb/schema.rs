//! The messages of `solver/pb/ops.proto`, as data: what is printed follows from it.

use self::Kind::Bool;
use self::Kind::Bytes;
use self::Kind::Enum;
use self::Kind::Int32;
use self::Kind::Int64;
use self::Kind::Nested;
use self::Kind::Text;
use self::Kind::Uint32;
use self::Kind::Uint64;

/// A message: its fields, in the order of the file.
pub(super) struct Message(pub(super) &'static [Field]);

/// A field of a message.
pub(super) struct Field {
    pub(super) number: u64,
    /// The name in JSON.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) shape: Shape,
}

/// What a value is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Bool,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Text,
    Bytes,
    /// The names of its values, which count from zero.
    Enum(&'static [&'static str]),
    Nested(&'static Message),
}

/// How many values a field has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One, or its default.
    One,
    /// One, which replaces the other choices of the message.
    Choice,
    Many,
    /// Many, by texts.
    Map,
}

const fn one(number: u64, name: &'static str, kind: Kind) -> Field {
    Field { number, name, kind, shape: Shape::One }
}

const fn choice(number: u64, name: &'static str, kind: Kind) -> Field {
    Field { number, name, kind, shape: Shape::Choice }
}

const fn many(number: u64, name: &'static str, kind: Kind) -> Field {
    Field { number, name, kind, shape: Shape::Many }
}

const fn map(number: u64, name: &'static str, kind: Kind) -> Field {
    Field { number, name, kind, shape: Shape::Map }
}

pub(super) static OP: Message = Message(&[
    many(1, "inputs", Nested(&INPUT)),
    choice(2, "exec", Nested(&EXEC)),
    choice(3, "source", Nested(&SOURCE_OP)),
    choice(4, "file", Nested(&FILE)),
    choice(5, "build", Nested(&BUILD)),
    choice(6, "merge", Nested(&MERGE)),
    choice(7, "diff", Nested(&DIFF)),
    choice(8, "passthrough", Nested(&PASSTHROUGH)),
    one(10, "platform", Nested(&PLATFORM)),
    one(11, "constraints", Nested(&CONSTRAINTS)),
]);

static INPUT: Message = Message(&[one(1, "digest", Text), one(2, "index", Int64)]);

/// An input by its number.
static INDEX: Message = Message(&[one(1, "input", Int64)]);

static PLATFORM: Message = Message(&[
    one(1, "Architecture", Text),
    one(2, "OS", Text),
    one(3, "Variant", Text),
    one(4, "OSVersion", Text),
    many(5, "OSFeatures", Text),
]);

static CONSTRAINTS: Message = Message(&[many(1, "filter", Text)]);

static EXEC: Message = Message(&[
    one(1, "meta", Nested(&META)),
    many(2, "mounts", Nested(&MOUNT)),
    one(3, "network", Enum(&["UNSET", "HOST", "NONE"])),
    one(4, "security", Enum(&["SANDBOX", "INSECURE"])),
    many(5, "secretenv", Nested(&SECRET_ENV)),
    many(6, "cdiDevices", Nested(&CDI_DEVICE)),
]);

static META: Message = Message(&[
    many(1, "args", Text),
    many(2, "env", Text),
    one(3, "cwd", Text),
    one(4, "user", Text),
    one(5, "proxyEnv", Nested(&PROXY_ENV)),
    many(6, "extraHosts", Nested(&HOST_IP)),
    one(7, "hostname", Text),
    many(9, "ulimit", Nested(&ULIMIT)),
    one(10, "cgroupParent", Text),
    one(11, "removeMountStubsRecursive", Bool),
    many(12, "validExitCodes", Int32),
]);

static HOST_IP: Message = Message(&[one(1, "Host", Text), one(2, "IP", Text)]);

static PROXY_ENV: Message = Message(&[
    one(1, "httpProxy", Text),
    one(2, "httpsProxy", Text),
    one(3, "ftpProxy", Text),
    one(4, "noProxy", Text),
    one(5, "allProxy", Text),
]);

static ULIMIT: Message =
    Message(&[one(1, "Name", Text), one(2, "Soft", Int64), one(3, "Hard", Int64)]);

static SECRET_ENV: Message =
    Message(&[one(1, "ID", Text), one(2, "name", Text), one(3, "optional", Bool)]);

static CDI_DEVICE: Message = Message(&[one(1, "name", Text), one(2, "optional", Bool)]);

static MOUNT: Message = Message(&[
    one(1, "input", Int64),
    one(2, "selector", Text),
    one(3, "dest", Text),
    one(4, "output", Int64),
    one(5, "readonly", Bool),
    one(6, "mountType", Enum(&["BIND", "SECRET", "SSH", "CACHE", "TMPFS"])),
    one(19, "TmpfsOpt", Nested(&TMPFS)),
    one(20, "cacheOpt", Nested(&CACHE)),
    one(21, "secretOpt", Nested(&CREDENTIAL)),
    one(22, "SSHOpt", Nested(&CREDENTIAL)),
    one(23, "resultID", Text),
    one(24, "contentCache", Enum(&["DEFAULT", "ON", "OFF"])),
]);

static TMPFS: Message = Message(&[one(1, "size", Int64)]);

static CACHE: Message =
    Message(&[one(1, "ID", Text), one(2, "sharing", Enum(&["SHARED", "PRIVATE", "LOCKED"]))]);

static CREDENTIAL: Message = Message(&[
    one(1, "ID", Text),
    one(2, "uid", Uint32),
    one(3, "gid", Uint32),
    one(4, "mode", Uint32),
    one(5, "optional", Bool),
]);

static SOURCE_OP: Message = Message(&[one(1, "identifier", Text), map(2, "attrs", Text)]);

static BUILD: Message = Message(&[
    one(1, "builder", Int64),
    map(2, "inputs", Nested(&INDEX)),
    one(3, "def", Nested(&DEFINITION)),
    map(4, "attrs", Text),
]);

static MERGE: Message = Message(&[many(1, "inputs", Nested(&INDEX))]);

static DIFF: Message = Message(&[one(1, "lower", Nested(&INDEX)), one(2, "upper", Nested(&INDEX))]);

static PASSTHROUGH: Message = Message(&[one(1, "id", Text), many(2, "outputs", Int64)]);

static FILE: Message = Message(&[many(2, "actions", Nested(&ACTION))]);

static ACTION: Message = Message(&[
    one(1, "input", Int64),
    one(2, "secondaryInput", Int64),
    one(3, "output", Int64),
    choice(4, "copy", Nested(&COPY)),
    choice(5, "mkfile", Nested(&MK_FILE)),
    choice(6, "mkdir", Nested(&MK_DIR)),
    choice(7, "rm", Nested(&RM)),
    choice(8, "symlink", Nested(&SYMLINK)),
]);

static COPY: Message = Message(&[
    one(1, "src", Text),
    one(2, "dest", Text),
    one(3, "owner", Nested(&OWNER)),
    one(4, "mode", Int32),
    one(5, "followSymlink", Bool),
    one(6, "dirCopyContents", Bool),
    one(7, "attemptUnpackDockerCompatibility", Bool),
    one(8, "createDestPath", Bool),
    one(9, "allowWildcard", Bool),
    one(10, "allowEmptyWildcard", Bool),
    one(11, "timestamp", Int64),
    many(12, "includePatterns", Text),
    many(13, "excludePatterns", Text),
    one(14, "alwaysReplaceExistingDestPaths", Bool),
    one(15, "modeStr", Text),
    many(16, "requiredPaths", Text),
]);

static MK_FILE: Message = Message(&[
    one(1, "path", Text),
    one(2, "mode", Int32),
    one(3, "data", Bytes),
    one(4, "owner", Nested(&OWNER)),
    one(5, "timestamp", Int64),
]);

static MK_DIR: Message = Message(&[
    one(1, "path", Text),
    one(2, "mode", Int32),
    one(3, "makeParents", Bool),
    one(4, "owner", Nested(&OWNER)),
    one(5, "timestamp", Int64),
]);

static RM: Message =
    Message(&[one(1, "path", Text), one(2, "allowNotFound", Bool), one(3, "allowWildcard", Bool)]);

static SYMLINK: Message = Message(&[
    one(1, "oldpath", Text),
    one(2, "newpath", Text),
    one(3, "owner", Nested(&OWNER)),
    one(4, "timestamp", Int64),
]);

static OWNER: Message = Message(&[one(1, "user", Nested(&USER)), one(2, "group", Nested(&USER))]);

static USER: Message =
    Message(&[choice(1, "byName", Nested(&NAMED_USER)), choice(2, "byID", Uint32)]);

static NAMED_USER: Message = Message(&[one(1, "name", Text), one(2, "input", Int64)]);

static DEFINITION: Message = Message(&[
    many(1, "def", Bytes),
    map(2, "metadata", Nested(&METADATA)),
    one(3, "Source", Nested(&SOURCE)),
]);

static METADATA: Message = Message(&[
    one(1, "ignoreCache", Bool),
    map(2, "description", Text),
    one(4, "exportCache", Nested(&EXPORT_CACHE)),
    map(5, "caps", Bool),
    one(6, "progressGroup", Nested(&PROGRESS_GROUP)),
    one(7, "linuxResources", Nested(&LINUX_RESOURCES)),
]);

static EXPORT_CACHE: Message = Message(&[one(1, "Value", Bool)]);

static PROGRESS_GROUP: Message =
    Message(&[one(1, "id", Text), one(2, "name", Text), one(3, "weak", Bool)]);

static LINUX_RESOURCES: Message = Message(&[
    one(1, "memory", Int64),
    one(2, "memorySwap", Int64),
    one(3, "cpuShares", Uint64),
    one(4, "cpuPeriod", Uint64),
    one(5, "cpuQuota", Int64),
    one(6, "cpusetCpus", Text),
    one(7, "cpusetMems", Text),
]);

pub(super) static SOURCE: Message =
    Message(&[map(1, "locations", Nested(&LOCATIONS)), many(2, "infos", Nested(&SOURCE_INFO))]);

static LOCATIONS: Message = Message(&[many(1, "locations", Nested(&LOCATION))]);

static SOURCE_INFO: Message = Message(&[
    one(1, "filename", Text),
    one(2, "data", Bytes),
    one(3, "definition", Nested(&DEFINITION)),
    one(4, "language", Text),
]);

static LOCATION: Message =
    Message(&[one(1, "sourceIndex", Int32), many(2, "ranges", Nested(&RANGE))]);

static RANGE: Message =
    Message(&[one(1, "start", Nested(&POSITION)), one(2, "end", Nested(&POSITION))]);

static POSITION: Message = Message(&[one(1, "line", Int32), one(2, "character", Int32)]);
