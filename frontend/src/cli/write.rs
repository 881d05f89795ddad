//! Values as text.

use std::sync::Arc;

use bowsprit::cue::encoding::json;
use bowsprit::cue::encoding::show;
use bowsprit::cue::encoding::toml;
use bowsprit::cue::encoding::yaml;
use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Session;
use bowsprit::cue::eval::Show;
use bowsprit::cue::syntax::Span;
use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::File;
use bowsprit::cue::syntax::ast::Ident;
use bowsprit::cue::syntax::ast::Import;
use bowsprit::cue::syntax::print_made;
use bowsprit::cue::value::Value;

use super::Told;
use super::output::Encoding;
use super::output::Output;
use super::report;

/// Puts out a node as data; what is not the first is set apart.
pub(super) fn data(session: &mut Session, node: NodeId, output: &mut Output) -> Result<(), Told> {
    let value = session.value(node).or_else(|problems| {
        report::problems(&session.program().sources, &problems)?;
        Err(Told)
    })?;
    let apart = output.count > 0;
    let text = match (output.encoding, &value) {
        (Encoding::Json, _) => format!("{}\n", json::write_indented(&value, "    ")),
        (Encoding::Yaml, _) => {
            format!("{}{}", if apart { "---\n" } else { "" }, yaml::write(&value))
        }
        (Encoding::Toml, _) => toml::write(&value).map_err(|error| {
            eprintln!("{error}");
            Told
        })?,
        (Encoding::Cue, _) => {
            let text = cue(session, node, Show { short: true, ..Show::default() }, "\t");
            format!("{}{text}", if apart { "// ---\n" } else { "" })
        }
        (Encoding::Text, Value::String(text)) => format!("{text}\n"),
        (Encoding::Binary, Value::String(text)) => text.to_string(),
        (Encoding::Binary, Value::Bytes(bytes)) => return output.put(bytes),
        (encoding @ (Encoding::Text | Encoding::Binary), _) => {
            let kind = value.kind();
            let wanted = if encoding == Encoding::Text { "string" } else { "bytes" };
            eprintln!("cannot use value {} (type {kind}) as {wanted}", show(&value));
            return Err(Told);
        }
    };
    output.put(text.as_bytes())
}

/// A node as a file of CUE.
pub(super) fn cue(session: &mut Session, node: NodeId, show: Show, indent: &'static str) -> String {
    let (expr, comments) = if show.errors {
        session.syntax_with_errors(node, show)
    } else {
        (session.syntax(node, show), Vec::new())
    };
    if matches!(expr, Expr::Bottom(_))
        && let Some(problem) = session.error_of(node).filter(|_| !show.errors)
    {
        let path = if problem.path.is_empty() { "" } else { ": " };
        return format!("_|_ // {}{path}{}\n", problem.path, problem.message);
    }
    let mut imports = Vec::new();
    note_imports(session, &expr, &mut imports);
    let decls = match expr {
        Expr::Struct(body) => body.decls,
        expr => vec![Decl::Embed(expr)],
    };
    let span = Span::default();
    let group = (imports.len() > 1).then_some(Span { end: 1, ..span });
    let imports = imports.into_iter().map(|(name, path)| {
        let is_plain = path.rsplit(['/', ':']).next() == Some(&*name);
        let name = (!is_plain).then_some(Ident { name, span });
        Import { name, path, span, group }
    });
    let imports = imports.collect();
    let text = print_made(&File { imports, decls, comments, ..File::default() }, indent);
    // Where nothing is shown, there is an empty line.
    if text.is_empty() { "\n".to_owned() } else { text }
}

/// Finds the packages whose members an expression names, in the order in which it does, each with
/// the name it goes by.
fn note_imports(session: &Session, expr: &Expr, found: &mut Vec<(Arc<str>, Arc<str>)>) {
    if let Expr::Selector(operand, ..) = expr
        && let Expr::Ident(name) = &**operand
    {
        let program = session.program();
        let files = program.packages.iter().flat_map(|package| &package.files);
        let mut imports = files.flat_map(|file| &file.imports);
        if let Some(import) = imports.find(|import| import.name == name.name) {
            let import = (Arc::clone(&import.name), Arc::clone(&import.path));
            if !found.contains(&import) {
                found.push(import);
            }
        }
    }
    for inner in expr.inner() {
        note_imports(session, inner, found);
    }
}
