//! `encoding/openapi`: the definitions. Schemas are not marshalled.

use super::ANY;
use super::Kind;
use super::Member;
use super::Package;
use super::SCHEMA;
use super::Signature;

pub(in crate::cue::builtin) static OPENAPI: Package = Package {
    path: "encoding/openapi",
    members: &[
        ("MarshalSchema", Member::Evaluated(MARSHAL_SCHEMA)),
        ("#Config", Member::Source(CONFIG)),
        ("#Info", Member::Source(INFO)),
        ("#Contact", Member::Source(CONTACT)),
        ("#License", Member::Source(LICENSE)),
    ],
};

/// Not supported, as the evaluator says.
const MARSHAL_SCHEMA: Signature = Signature { params: &[ANY, SCHEMA], result: Kind::STRING };

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
