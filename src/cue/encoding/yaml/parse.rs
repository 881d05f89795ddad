//! From tokens to nodes.
//!
//! Upstream: `parserc.go` of go-yaml, and the parser of its `decode.go`.

use super::MAX_DEPTH;
use super::error::YamlError;
use super::node::Content;
use super::node::Id;
use super::node::Node;
use super::resolve;
use super::scanner::Scanner;
use super::token::Mark;
use super::token::Token;
use super::token::TokenKind;
use std::collections::BTreeMap;

/// Reads the documents of a text one after the other.
pub(super) struct Parser {
    scanner: Scanner,
    /// All nodes so far.
    pub(super) nodes: Vec<Node>,
    /// The nodes that have names; names outlive their documents.
    anchors: BTreeMap<String, Id>,
    /// Handles of tags and what they stand for.
    handles: Vec<(String, String)>,
    started: bool,
    depth: usize,
}

/// What stands in front of a node.
#[derive(Default)]
struct Properties {
    anchor: Option<String>,
    tag: Option<String>,
}

impl Parser {
    /// Starts with a text.
    pub(super) fn new(text: &[u8]) -> Result<Self, YamlError> {
        Ok(Self {
            scanner: Scanner::new(text)?,
            nodes: Vec::new(),
            anchors: BTreeMap::new(),
            handles: Vec::new(),
            started: false,
            depth: 0,
        })
    }

    fn peek(&mut self) -> Result<&Token, YamlError> {
        self.scanner.peek()
    }

    fn peek_kind(&mut self) -> Result<&TokenKind, YamlError> {
        Ok(&self.scanner.peek()?.kind)
    }

    /// The place of the next token.
    fn place(&mut self) -> Result<Mark, YamlError> {
        Ok(self.peek()?.mark)
    }

    /// Takes the next token if it is of a kind.
    fn take(&mut self, kind: &TokenKind) -> Result<bool, YamlError> {
        let found = self.peek_kind()? == kind;
        if found {
            self.scanner.next()?;
        }
        Ok(found)
    }

    /// An error in something that started at a place.
    fn error(&mut self, start: Mark, message: &str) -> YamlError {
        let here = self.place().map_or(0, |mark| mark.line);
        // Upstream counts from zero here, and takes zero for unknown.
        let line = if start.line > 0 { start.line } else { here };
        YamlError::Text { line: (line > 0).then_some(line), message: message.to_owned() }
    }

    fn error_here(&mut self, message: &str) -> YamlError {
        self.error(Mark::default(), message)
    }

    // Documents.

    /// The root of the next document, if there is one.
    pub(super) fn document(&mut self) -> Result<Option<Id>, YamlError> {
        while self.started && self.take(&TokenKind::DocumentEnd)? {}
        let first = !std::mem::replace(&mut self.started, true);
        let root = match self.peek_kind()? {
            TokenKind::StreamEnd => return Ok(None),
            TokenKind::Version { .. }
            | TokenKind::TagDirective { .. }
            | TokenKind::DocumentStart => self.explicit_document()?,
            _ if first => {
                self.directives()?;
                self.node(true, false)?
            }
            _ => return Err(self.error_here("did not find expected <document start>")),
        };
        self.take(&TokenKind::DocumentEnd)?;
        self.handles.clear();
        Ok(Some(root))
    }

    fn explicit_document(&mut self) -> Result<Id, YamlError> {
        self.directives()?;
        if !self.take(&TokenKind::DocumentStart)? {
            return Err(self.error_here("did not find expected <document start>"));
        }
        match self.peek_kind()? {
            TokenKind::Version { .. }
            | TokenKind::TagDirective { .. }
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::StreamEnd => {
                let mark = self.place()?;
                Ok(self.empty(mark))
            }
            _ => self.node(true, false),
        }
    }

    fn directives(&mut self) -> Result<(), YamlError> {
        let mut version = false;
        loop {
            match self.peek_kind()?.clone() {
                TokenKind::Version { .. } if version => {
                    return Err(self.error_here("found duplicate %YAML directive"));
                }
                TokenKind::Version { major: 1, minor: 1 } => version = true,
                TokenKind::Version { .. } => {
                    return Err(self.error_here("found incompatible YAML document"));
                }
                TokenKind::TagDirective { handle, prefix } => {
                    if self.handles.iter().any(|(known, _)| *known == handle) {
                        return Err(self.error_here("found duplicate %TAG directive"));
                    }
                    self.handles.push((handle, prefix));
                }
                _ => break,
            }
            self.scanner.next()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.handles.iter().any(|(known, _)| known == handle) {
                self.handles.push((handle.to_owned(), prefix.to_owned()));
            }
        }
        Ok(())
    }

    // Nodes.

    fn push(&mut self, content: Content, tag: &str, mark: Mark) -> Id {
        let (line, column) = (mark.line + 1, mark.column + 1);
        self.nodes.push(Node { content, tag: tag.to_owned(), tagged: false, line, column });
        self.nodes.len() - 1
    }

    /// Gives a node what stood in front of it.
    fn describe(&mut self, id: Id, properties: Properties) {
        if let Some(tag) = properties.tag.filter(|tag| tag != "!") {
            self.nodes[id].tag = resolve::short_tag(tag);
            self.nodes[id].tagged = true;
        }
        if let Some(anchor) = properties.anchor {
            self.anchors.insert(anchor, id);
        }
    }

    /// A node that is not there.
    fn empty(&mut self, mark: Mark) -> Id {
        self.push(Content::Scalar(String::new()), resolve::NULL, mark)
    }

    /// Reads a node: any, or one that may stand within brackets. A list that is a value need not be
    /// indented.
    fn node(&mut self, block: bool, indentless: bool) -> Result<Id, YamlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error_here(&format!("exceeded max depth of {MAX_DEPTH}")));
        }
        let node = self.shallow_node(block, indentless);
        self.depth -= 1;
        node
    }

    fn shallow_node(&mut self, block: bool, indentless: bool) -> Result<Id, YamlError> {
        let mark = self.place()?;
        if let TokenKind::Alias(anchor) = self.peek_kind()?.clone() {
            let known = self.anchors.get(&anchor).copied();
            let target = known
                .ok_or_else(|| YamlError::new(format!("unknown anchor '{anchor}' referenced")))?;
            self.scanner.next()?;
            let tag = self.nodes[target].tag.clone();
            return Ok(self.push(Content::Alias { anchor, target }, &tag, mark));
        }
        let properties = self.properties(mark)?;
        match self.peek_kind()?.clone() {
            TokenKind::BlockEntry if indentless => {
                self.sequence(mark, properties, Self::indentless_sequence)
            }
            TokenKind::Scalar { value, plain } => {
                let tag = match value.as_str() {
                    "<<" if plain => resolve::MERGE,
                    _ if plain => resolve::resolve(&value),
                    _ => resolve::STR,
                };
                let id = self.push(Content::Scalar(value), tag, mark);
                self.describe(id, properties);
                self.scanner.next()?;
                Ok(id)
            }
            TokenKind::FlowSequenceStart => self.sequence(mark, properties, Self::flow_sequence),
            TokenKind::FlowMappingStart => self.mapping(mark, properties, Self::flow_mapping),
            TokenKind::BlockSequenceStart if block => {
                self.sequence(mark, properties, Self::block_sequence)
            }
            TokenKind::BlockMappingStart if block => {
                self.mapping(mark, properties, Self::block_mapping)
            }
            _ if properties.anchor.is_some() || properties.tag.is_some() => {
                let id = self.empty(mark);
                self.describe(id, properties);
                Ok(id)
            }
            _ => Err(self.error(mark, "did not find expected node content")),
        }
    }

    /// Reads an anchor and a tag, in either order.
    fn properties(&mut self, start: Mark) -> Result<Properties, YamlError> {
        let mut properties = Properties::default();
        let mut tag = None;
        loop {
            match self.peek_kind()?.clone() {
                TokenKind::Anchor(name) if properties.anchor.is_none() => {
                    properties.anchor = Some(name);
                }
                TokenKind::Tag { handle, suffix } if tag.is_none() => {
                    tag = Some((self.place()?, handle, suffix));
                }
                _ => break,
            }
            self.scanner.next()?;
        }
        if let Some((mark, handle, suffix)) = tag {
            let mark = if start.line > 0 { start } else { mark };
            properties.tag = Some(self.tag(mark, &handle, suffix)?);
        }
        Ok(properties)
    }

    fn tag(&self, mark: Mark, handle: &str, suffix: String) -> Result<String, YamlError> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        let known = self.handles.iter().find(|(known, _)| known == handle);
        let tag = known.map(|(_, prefix)| format!("{prefix}{suffix}")).unwrap_or_default();
        if tag.is_empty() {
            let line = (mark.line > 0).then_some(mark.line);
            return Err(YamlError::Text { line, message: "found undefined tag handle".to_owned() });
        }
        Ok(tag)
    }

    fn sequence(
        &mut self,
        mark: Mark,
        properties: Properties,
        items: Items,
    ) -> Result<Id, YamlError> {
        let id = self.push(Content::Sequence(Vec::new()), resolve::SEQ, mark);
        self.describe(id, properties);
        self.nodes[id].content = Content::Sequence(self.items(items)?);
        Ok(id)
    }

    fn mapping(
        &mut self,
        mark: Mark,
        properties: Properties,
        items: Items,
    ) -> Result<Id, YamlError> {
        let id = self.push(Content::Mapping(Vec::new()), resolve::MAP, mark);
        self.describe(id, properties);
        self.nodes[id].content = Content::Mapping(self.items(items)?);
        Ok(id)
    }

    fn items(&mut self, items: Items) -> Result<Vec<Id>, YamlError> {
        let mut nodes = Vec::new();
        items(self, &mut nodes)?;
        Ok(nodes)
    }

    // Blocks.

    fn block_sequence(&mut self, nodes: &mut Vec<Id>) -> Result<(), YamlError> {
        let start = self.scanner.next()?.mark;
        while *self.peek_kind()? == TokenKind::BlockEntry {
            let end = self.scanner.next()?.end;
            let empty = matches!(self.peek_kind()?, TokenKind::BlockEntry | TokenKind::BlockEnd);
            nodes.push(if empty { self.empty(end) } else { self.node(true, false)? });
        }
        if self.take(&TokenKind::BlockEnd)? {
            return Ok(());
        }
        Err(self.error(start, "did not find expected '-' indicator"))
    }

    fn indentless_sequence(&mut self, nodes: &mut Vec<Id>) -> Result<(), YamlError> {
        while *self.peek_kind()? == TokenKind::BlockEntry {
            let end = self.scanner.next()?.end;
            let empty = matches!(
                self.peek_kind()?,
                TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
            );
            nodes.push(if empty { self.empty(end) } else { self.node(true, false)? });
        }
        Ok(())
    }

    fn block_mapping(&mut self, nodes: &mut Vec<Id>) -> Result<(), YamlError> {
        let start = self.scanner.next()?.mark;
        while *self.peek_kind()? == TokenKind::Key {
            let end = self.scanner.next()?.end;
            let key = self.block_mapping_part(end)?;
            let value = if *self.peek_kind()? == TokenKind::Value {
                let end = self.scanner.next()?.end;
                self.block_mapping_part(end)?
            } else {
                let mark = self.place()?;
                self.empty(mark)
            };
            nodes.extend([key, value]);
        }
        if self.take(&TokenKind::BlockEnd)? {
            return Ok(());
        }
        Err(self.error(start, "did not find expected key"))
    }

    /// A key or a value of a block.
    fn block_mapping_part(&mut self, end: Mark) -> Result<Id, YamlError> {
        match self.peek_kind()? {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => Ok(self.empty(end)),
            _ => self.node(true, true),
        }
    }

    // Brackets.

    fn flow_sequence(&mut self, nodes: &mut Vec<Id>) -> Result<(), YamlError> {
        let start = self.scanner.next()?.mark;
        while !self.take(&TokenKind::FlowSequenceEnd)? {
            if !nodes.is_empty() {
                if !self.take(&TokenKind::FlowEntry)? {
                    return Err(self.error(start, "did not find expected ',' or ']'"));
                }
                if self.take(&TokenKind::FlowSequenceEnd)? {
                    break;
                }
            }
            let entry = match self.peek_kind()? {
                TokenKind::Key => self.flow_pair()?,
                _ => self.node(false, false)?,
            };
            nodes.push(entry);
        }
        Ok(())
    }

    /// A mapping of one key, without braces.
    fn flow_pair(&mut self) -> Result<Id, YamlError> {
        let mark = self.scanner.next()?.mark;
        let id = self.push(Content::Mapping(Vec::new()), resolve::MAP, mark);
        let key = match self.peek_kind()? {
            // Upstream loses this token.
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => {
                let end = self.scanner.next()?.end;
                self.empty(end)
            }
            _ => self.node(false, false)?,
        };
        let value = self.flow_value(&TokenKind::FlowSequenceEnd)?;
        self.nodes[id].content = Content::Mapping(vec![key, value]);
        Ok(id)
    }

    fn flow_mapping(&mut self, nodes: &mut Vec<Id>) -> Result<(), YamlError> {
        let start = self.scanner.next()?.mark;
        while !self.take(&TokenKind::FlowMappingEnd)? {
            if !nodes.is_empty() {
                if !self.take(&TokenKind::FlowEntry)? {
                    return Err(self.error(start, "did not find expected ',' or '}'"));
                }
                if self.take(&TokenKind::FlowMappingEnd)? {
                    break;
                }
            }
            let (key, value) = if self.take(&TokenKind::Key)? {
                (self.flow_key()?, self.flow_value(&TokenKind::FlowMappingEnd)?)
            } else {
                let key = self.node(false, false)?;
                let mark = self.place()?;
                (key, self.empty(mark))
            };
            nodes.extend([key, value]);
        }
        Ok(())
    }

    fn flow_key(&mut self) -> Result<Id, YamlError> {
        match self.peek_kind()? {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd => {
                let mark = self.place()?;
                Ok(self.empty(mark))
            }
            _ => self.node(false, false),
        }
    }

    /// The value behind a key, up to a comma or the end of the brackets.
    fn flow_value(&mut self, end: &TokenKind) -> Result<Id, YamlError> {
        if self.take(&TokenKind::Value)? {
            let kind = self.peek_kind()?;
            if *kind != TokenKind::FlowEntry && kind != end {
                return self.node(false, false);
            }
        }
        let mark = self.place()?;
        Ok(self.empty(mark))
    }
}

/// Reads what is in a list or a mapping.
type Items = fn(&mut Parser, &mut Vec<Id>) -> Result<(), YamlError>;
