//! `encoding/openapi`

use super::ANY;
use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::Value;
use super::args;

pub(in crate::cue::builtin) static OPENAPI: Package = Package {
    path: "encoding/openapi",
    members: &[
        ("MarshalSchema", Member::function(&[ANY, ANY], Kind::STRING, marshal_schema)),
        ("#Config", Member::Source(CONFIG)),
        ("#Info", Member::Source(INFO)),
        ("#Contact", Member::Source(CONTACT)),
        ("#License", Member::Source(LICENSE)),
    ],
};

const CONFIG: &str = r#"{
    version!: "3.0.0"
    info?: #Info
    selfContained: bool | *false
    expandReferences: bool | *false
}"#;

const INFO: &str = "{
    title!: string
    version!: string
    summary?: string
    description?: string
    termsOfService?: string
    contact?: #Contact
    license?: #License
}";

const CONTACT: &str = "{
    name?: string
    url?: string
    email?: string
}";

const LICENSE: &str = "{
    name!: string
    url?: string
}";

fn marshal_schema(_: &[Value]) -> Result<Value, CallError> {
    Err(args::unsupported("openapi.MarshalSchema"))
}
