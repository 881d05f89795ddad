//! `EXPOSE`.
//!
//! Upstream: `dockerfile2llb/convert_expose.go`.

use thiserror::Error;

use super::build::Build;
use super::error::ConvertErrorKind;
use super::stage::Place;
use super::stage::Stage;
use crate::dockerfile::instruction::Expose;
use crate::dockerfile::lint::message;
use crate::go::ip;
use crate::go::number;
use crate::go::quote::quote;

/// Why a port is none. Every text is named as it is written.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PortError {
    /// `/tcp`
    #[error("invalid port: {}: no port specified", quote(.0))]
    NoPort(String),
    /// `80/http`
    #[error("invalid port: {}: invalid proto: {proto}", quote(.port))]
    Proto {
        /// The whole.
        port: String,
        /// The protocol.
        proto: String,
    },
    /// `[::1`
    #[error("invalid IP address {ip}: address {ip}:: {reason}")]
    Bracket {
        /// The address.
        ip: String,
        /// What Go's `net.SplitHostPort` says.
        reason: &'static str,
    },
    /// `1.2.3:80:80`
    #[error("invalid IP address: {0}")]
    Ip(String),
    /// `http`
    #[error("invalid containerPort: {0}")]
    Container(String),
    /// `x:80`
    #[error("invalid hostPort: {0}")]
    Host(String),
    /// `1-2:3-5`
    #[error("invalid ranges specified for container and host Ports: {container} and {host}")]
    Ranges {
        /// The ports of the container.
        container: String,
        /// The ports of the host.
        host: String,
    },
}

/// Names ports that containers listen on. Variables may stand for several.
pub(super) fn convert(
    expose: &Expose,
    place: &Place<'_>,
    stage: &mut Stage,
    build: &mut Build<'_>,
) -> Result<(), ConvertErrorKind> {
    let mut words = Vec::new();
    for port in &expose.ports {
        words.extend(build.lexer.process_words(port, &*stage.state.env)?);
    }
    let mut ports = Vec::new();
    for word in &words {
        ports.extend(parse(word, place, build)?);
    }
    build.commit(stage, format!("EXPOSE [{}]", ports.join(" ")), false);
    stage.image.config.exposed_ports.extend(ports);
    Ok(())
}

/// `[ip:]host:container[/proto]`; only the container's side counts.
fn parse(word: &str, place: &Place<'_>, build: &mut Build<'_>) -> Result<Vec<String>, PortError> {
    let (ip, host, container) = split(word);
    let (container, proto) = container.split_once('/').unwrap_or((container, ""));
    if container.is_empty() {
        return Err(PortError::NoPort(word.to_owned()));
    }
    let lower = proto.to_lowercase();
    if !["", "tcp", "udp", "sctp"].contains(&lower.as_str()) {
        return Err(PortError::Proto { port: word.to_owned(), proto: proto.to_owned() });
    }
    let lines = place.origin.lines;
    if proto != lower {
        build.linter.report(&place.origin.scope, lines, message::expose_proto_casing(word));
    }
    if !ip.is_empty() || !host.is_empty() {
        build.linter.report(&place.origin.scope, lines, message::expose_invalid_format(word));
    }
    check_ip(ip)?;
    let (start, end) =
        range(container).ok_or_else(|| PortError::Container(container.to_owned()))?;
    if !host.is_empty() {
        let (host_start, host_end) = range(host).ok_or_else(|| PortError::Host(host.to_owned()))?;
        if end - start != host_end - host_start && end != start {
            let (container, host) = (container.to_owned(), host.to_owned());
            return Err(PortError::Ranges { container, host });
        }
    }
    let proto = if lower.is_empty() { "tcp" } else { &lower };
    Ok((start..=end).map(|port| format!("{port}/{proto}")).collect())
}

/// Address, host port and container port; there may be colons in the address.
fn split(word: &str) -> (&str, &str, &str) {
    let Some((rest, container)) = word.rsplit_once(':') else { return ("", "", word) };
    match rest.rsplit_once(':') {
        None => ("", rest, container),
        Some((ip, host)) => (ip, host, container),
    }
}

fn check_ip(ip: &str) -> Result<(), PortError> {
    let mut address = ip;
    if let Some(inner) = ip.strip_prefix('[') {
        address =
            bracketed(inner).map_err(|reason| PortError::Bracket { ip: ip.to_owned(), reason })?;
    }
    if address.is_empty() || ip::canonical(address).is_some() {
        return Ok(());
    }
    Err(PortError::Ip(address.to_owned()))
}

/// What is between brackets, the first of which is gone already.
fn bracketed(inner: &str) -> Result<&str, &'static str> {
    match inner.split_once(']') {
        None => Err("missing ']' in address"),
        Some((_, rest)) if rest.starts_with(':') => Err("too many colons in address"),
        Some((_, rest)) if !rest.is_empty() => Err("missing port in address"),
        Some((address, _)) if address.contains('[') => Err("unexpected '[' in address"),
        Some((address, _)) => Ok(address),
    }
}

/// `80` or `80-90`.
fn range(ports: &str) -> Option<(i64, i64)> {
    let number =
        |text: &str| number::parse_int(text, 10, 64).ok().filter(|port| (0..=65535).contains(port));
    match ports.split_once('-') {
        None => number(ports).map(|port| (port, port)),
        Some((start, end)) => {
            let (start, end) = (number(start)?, number(end)?);
            (start <= end).then_some((start, end))
        }
    }
}
