//! Values as text.

use std::collections::BTreeMap;

use bowsprit::cue::encoding::json;
use bowsprit::cue::encoding::show;
use bowsprit::cue::encoding::toml;
use bowsprit::cue::encoding::yaml;
use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Session;
use bowsprit::cue::eval::Show;
use bowsprit::cue::syntax::Span;
use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Element;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::File;
use bowsprit::cue::syntax::ast::Import;
use bowsprit::cue::syntax::ast::Part;
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
    let mut imports = BTreeMap::new();
    note_imports(session, &expr, &mut imports);
    let decls = match expr {
        Expr::Struct(body) => body.decls,
        expr => vec![Decl::Embed(expr)],
    };
    let span = Span::default();
    let imports = imports.into_values();
    let imports = imports.map(|path| Import { name: None, path, span, group: None }).collect();
    print_made(&File { imports, decls, comments, ..File::default() }, indent)
}

/// Finds the packages whose members an expression names.
fn note_imports(
    session: &Session,
    expr: &Expr,
    found: &mut BTreeMap<std::sync::Arc<str>, std::sync::Arc<str>>,
) {
    if let Expr::Selector(operand, ..) = expr
        && let Expr::Ident(name) = &**operand
    {
        let program = session.program();
        let files = program.packages.iter().flat_map(|package| &package.files);
        let mut imports = files.flat_map(|file| &file.imports);
        if let Some(import) = imports.find(|import| import.name == name.name) {
            found.insert(import.path.clone(), import.path.clone());
        }
    }
    for inner in inner(expr) {
        note_imports(session, inner, found);
    }
}

fn inner(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Struct(body) => {
            let values = body.decls.iter().filter_map(|decl| match decl {
                Decl::Field(field) => Some(&field.value),
                Decl::Embed(expr) => Some(expr),
                _ => None,
            });
            values.collect()
        }
        Expr::List(elements, _) => {
            let values = elements.iter().filter_map(|element| match element {
                Element::Value(expr) => Some(expr),
                _ => None,
            });
            values.collect()
        }
        Expr::Interpolation(interpolation) => {
            let exprs = interpolation.parts.iter().filter_map(|part| match part {
                Part::Expr(expr) => Some(expr),
                Part::Text(_) => None,
            });
            exprs.collect()
        }
        expr => expr.operands(),
    }
}
