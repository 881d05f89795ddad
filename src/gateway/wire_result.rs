//! Results as protobuf messages, and back.

use std::collections::BTreeMap;

use super::result::Attestation;
use super::result::AttestationKind;
use super::result::Reference;
use super::result::Refs;
use super::result::ResultSet;
use super::result::Subject;
use super::result::SubjectKind;
use crate::order::Collect as _;
use crate::proto::moby::buildkit::v1::frontend as pb;
use crate::proto::moby::buildkit::v1::frontend::result::Result as Shape;

/// A result that the daemon gave.
pub(super) fn read(result: Option<pb::Result>) -> ResultSet {
    let pb::Result { result, metadata, attestations } = result.unwrap_or_default();
    let by_platform = |(platform, list): (String, pb::Attestations)| {
        (platform, list.attestation.into_iter().map(read_attestation).collect())
    };
    ResultSet {
        refs: result.map(read_refs).unwrap_or_default(),
        metadata,
        attestations: attestations.into_iter().map(by_platform).into_map(),
    }
}

fn read_refs(shape: Shape) -> Refs {
    match shape {
        Shape::RefDeprecated(id) | Shape::Ref(pb::Ref { id }) => Refs::Single(Reference::new(id)),
        Shape::RefsDeprecated(pb::RefMapDeprecated { refs }) => {
            let named = |(platform, id)| (platform, Reference::new(id));
            Refs::PerPlatform(refs.into_iter().map(named).into_map())
        }
        Shape::Refs(pb::RefMap { refs }) => {
            let named = |(platform, pb::Ref { id })| (platform, Reference::new(id));
            Refs::PerPlatform(refs.into_iter().map(named).into_map())
        }
    }
}

fn read_attestation(message: pb::Attestation) -> Attestation {
    let kind = match message.kind() {
        pb::AttestationKind::InToto => AttestationKind::InToto,
        pb::AttestationKind::Bundle => AttestationKind::Bundle,
    };
    let subject = |subject: pb::InTotoSubject| Subject {
        kind: match subject.kind() {
            pb::InTotoSubjectKind::Self_ => SubjectKind::Own,
            pb::InTotoSubjectKind::Raw => SubjectKind::Raw,
        },
        digests: subject.digest,
        name: subject.name,
    };
    Attestation {
        kind,
        metadata: message.metadata,
        reference: message.r#ref.and_then(|pb::Ref { id }| Reference::new(id)),
        path: message.path,
        predicate_type: message.in_toto_predicate_type,
        subjects: message.in_toto_subjects.into_iter().map(subject).collect(),
    }
}

/// A result that we give. Daemons of long ago take only names.
pub(super) fn write(result: &ResultSet, knows_refs: bool) -> pb::ReturnRequest {
    let by_platform = |(platform, list): (&String, &Vec<Attestation>)| {
        let attestation = list.iter().map(write_attestation).collect();
        (platform.clone(), pb::Attestations { attestation })
    };
    let shape = if knows_refs { write_refs(&result.refs) } else { write_names(&result.refs) };
    let result = pb::Result {
        result: Some(shape),
        metadata: result.metadata.clone(),
        attestations: result.attestations.iter().map(by_platform).into_map(),
    };
    pb::ReturnRequest { result: Some(result), error: None }
}

fn write_refs(refs: &Refs) -> Shape {
    match refs {
        Refs::Single(reference) => Shape::Ref(write_ref(reference.as_ref())),
        Refs::PerPlatform(refs) => {
            let refs = each(refs, write_ref);
            Shape::Refs(pb::RefMap { refs })
        }
    }
}

fn write_names(refs: &Refs) -> Shape {
    match refs {
        Refs::Single(reference) => Shape::RefDeprecated(name(reference.as_ref())),
        Refs::PerPlatform(refs) => {
            Shape::RefsDeprecated(pb::RefMapDeprecated { refs: each(refs, name) })
        }
    }
}

fn each<T>(
    refs: &BTreeMap<String, Option<Reference>>,
    write: impl Fn(Option<&Reference>) -> T,
) -> BTreeMap<String, T> {
    let named = |(platform, reference): (&String, &Option<Reference>)| {
        (platform.clone(), write(reference.as_ref()))
    };
    refs.iter().map(named).into_map()
}

/// Only the name is read by the daemon; upstream repeats the whole definition.
fn write_ref(reference: Option<&Reference>) -> pb::Ref {
    pb::Ref { id: name(reference) }
}

fn name(reference: Option<&Reference>) -> String {
    reference.map(|reference| reference.id().to_owned()).unwrap_or_default()
}

fn write_attestation(attestation: &Attestation) -> pb::Attestation {
    let kind = match attestation.kind {
        AttestationKind::InToto => pb::AttestationKind::InToto,
        AttestationKind::Bundle => pb::AttestationKind::Bundle,
    };
    let subject = |subject: &Subject| pb::InTotoSubject {
        kind: match subject.kind {
            SubjectKind::Own => pb::InTotoSubjectKind::Self_,
            SubjectKind::Raw => pb::InTotoSubjectKind::Raw,
        }
        .into(),
        digest: subject.digests.clone(),
        name: subject.name.clone(),
    };
    pb::Attestation {
        kind: kind.into(),
        metadata: attestation.metadata.clone(),
        // Always there: whoever reads a nested result does not expect otherwise.
        r#ref: Some(write_ref(attestation.reference.as_ref())),
        path: attestation.path.clone(),
        in_toto_predicate_type: attestation.predicate_type.clone(),
        in_toto_subjects: attestation.subjects.iter().map(subject).collect(),
    }
}
