//! Files: the preamble, then lines.

use super::Parser;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::File;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::Import;
use crate::cue::syntax::error::SyntaxErrorKind;
use crate::cue::syntax::experiment::Experiments;
use crate::cue::syntax::experiment::Version;
use crate::cue::syntax::literal::unquote;
use crate::cue::syntax::token::Token;
use crate::go::space::is_space;

impl Parser<'_> {
    pub(super) fn file(&mut self) -> File {
        let mut file = File::default();
        // A text that does not even start well is no CUE.
        if !self.scanner.errors.is_empty() {
            return file;
        }
        if !self.is_at(Token::Eof) {
            file.start = self.span();
        }
        self.attributes(&mut file.decls);
        match self.enter_experiments(&file.decls) {
            Ok(experiments) => self.experiments = experiments,
            Err(kind) => {
                self.error_here(kind);
                return File::default();
            }
        }
        file.experiments = self.experiments;
        if self.at_name(b"package") {
            file.package = Some(self.package());
            self.attributes(&mut file.decls);
        } else {
            self.attributes(&mut file.decls);
        }
        while self.at_name(b"import") {
            self.imports(&mut file.imports);
        }
        file.decls.extend(self.decls());
        self.expect(Token::Eof, "'EOF'");
        file.comments = std::mem::take(&mut self.comments);
        file
    }

    fn at_name(&self, name: &[u8]) -> bool {
        self.is_at(Token::Ident) && self.lit() == name
    }

    fn attributes(&mut self, decls: &mut Vec<Decl>) {
        while self.is_at(Token::Attribute) {
            decls.push(Decl::Attribute(self.attribute()));
            self.declaration_comma();
        }
    }

    fn enter_experiments(&self, decls: &[Decl]) -> Result<Experiments, SyntaxErrorKind> {
        let mut names = Vec::new();
        for decl in decls {
            if let Decl::Attribute(attribute) = decl
                && &*attribute.name == "experiment"
                && !attribute.body.is_empty()
            {
                names.extend(attribute.body.split(',').map(|name| name.trim_matches(is_space)));
            }
        }
        let version = self.options.version;
        Experiments::new(version, &names).map_err(|problem| SyntaxErrorKind::Experiments {
            version: version.unwrap_or(Version::v0(17)).to_string().into(),
            problem: problem.into(),
        })
    }

    fn package(&mut self) -> Ident {
        self.next();
        let name = self.ident();
        if is_definition(&name.name) {
            self.error_here(SyntaxErrorKind::PackageName(name.name.as_ref().into()));
        }
        self.expect_comma();
        name
    }

    fn imports(&mut self, imports: &mut Vec<Import>) {
        let start = self.span().start;
        self.next();
        if !self.is_at(Token::LeftParen) {
            imports.push(self.import());
            return;
        }
        let first = imports.len();
        self.next();
        while !matches!(self.at.token, Token::RightParen | Token::Eof) {
            imports.push(self.import());
        }
        let group = self.expect_end(Token::RightParen, "')'", start);
        self.expect_comma();
        for import in &mut imports[first..] {
            import.group = Some(group);
        }
    }

    /// Reads an import; a path that is missing is empty.
    fn import(&mut self) -> Import {
        let mut name = None;
        if self.is_at(Token::Ident) {
            let ident = self.declared_ident();
            if is_definition(&ident.name) {
                self.error_here(SyntaxErrorKind::ImportDefinition);
            }
            name = Some(ident);
        }
        let (text, at) = (self.lit(), self.span());
        let (path, span) = match self.expect(Token::String, "'STRING'") {
            Some(span) => (self.path(text, span), span),
            None => ("".into(), Span { end: at.start, ..at }),
        };
        self.expect_comma();
        Import { name, path, span, group: None }
    }

    fn path(&mut self, text: &[u8], span: Span) -> std::sync::Arc<str> {
        let path = unquote(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let path = path.unwrap_or_default();
        if !is_valid_path(&path) {
            let text = String::from_utf8_lossy(text).into();
            self.error(SyntaxErrorKind::ImportPath(text), span);
        }
        path.into()
    }
}

/// Whether a name is that of a definition.
fn is_definition(name: &str) -> bool {
    name.starts_with('#') || name.starts_with("_#")
}

/// Whether a path, qualifier aside, is not empty and has only characters that can be seen and mean
/// nothing else.
fn is_valid_path(path: &str) -> bool {
    let path = path.rsplit_once(':').map_or(path, |(path, _)| path);
    let usual = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '/' | '-' | '_');
    let allowed = |ch| {
        usual(ch)
            || crate::go::print::is_print(ch)
                && !is_space(ch)
                && !"!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}".contains(ch)
    };
    !path.is_empty() && path.chars().all(allowed)
}
