//! Operators: blanks around them show how strongly they bind.

use super::Printer;
use super::primary::PRIMARY;
use super::space::Space;
use crate::cue::syntax::ast::BinaryOp;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::UnaryOp;

/// How strongly an operator in front of an operand binds.
const UNARY: u8 = 8;

impl<'a> Printer<'a> {
    pub(super) fn unary(
        &mut self,
        op: UnaryOp,
        operand: &'a Expr,
        start: u32,
        (precedence, depth): (u8, u32),
    ) {
        let parens = precedence == PRIMARY;
        if parens {
            self.operator("(");
            self.space(Space::NO_OVERRIDE);
        }
        self.at(start);
        self.operator(op.as_str());
        self.space(Space::NO_OVERRIDE);
        self.operand(operand, UNARY, depth);
        if parens {
            self.operator(")");
        }
    }

    /// Prints a chain of operators, however long.
    pub(super) fn binary(&mut self, expr: &'a Expr, precedence: u8, depth: u32) {
        let Expr::Binary(op, ..) = expr else { return };
        if binding(*op) < precedence {
            self.operator("(");
            self.space(Space::NO_OVERRIDE);
            self.expr_at(expr, depth.saturating_sub(1).max(1));
            return self.operator(")");
        }
        // Down the left sides, then back.
        let mut chain = Vec::new();
        let (mut leftmost, mut least, mut depth) = (expr, precedence, depth);
        while let Expr::Binary(op, left, right, span, _) = leftmost
            && binding(*op) >= least
        {
            let blanks = binding(*op) < cutoff(leftmost, depth);
            chain.push((*op, span.start, &**right, blanks, depth));
            least = binding(*op);
            let same = matches!(&**left, Expr::Binary(other, ..) if binding(*other) == least);
            depth += u32::from(!same);
            leftmost = left;
        }
        self.operand(leftmost, least, depth);
        for (op, op_at, right, blanks, depth) in chain.into_iter().rev() {
            let blank = if blanks { Space::BLANK } else { Space::default() };
            self.space(Space::NO_OVERRIDE | blank);
            self.at(op_at);
            self.operator(op.as_str());
            if self.is_newline(right.span().start) {
                self.space(Space::FORM_FEED);
            } else {
                self.space(Space::NO_OVERRIDE | blank);
            }
            self.operand(right, binding(op) + 1, depth + 1);
        }
    }
}

/// Whether operators of strength 6 and 7 are in a chain, parentheses aside, and the strength up to
/// which blanks must keep an operator from the one behind it.
fn strengths(expr: &Expr) -> (bool, bool, u8) {
    let (mut six, mut seven, mut problem) = (false, false, 0);
    let (mut at, mut least) = (expr, 0);
    while let Expr::Binary(op, left, right, ..) = at
        && binding(*op) >= least
    {
        least = binding(*op);
        six |= least == 6;
        seven |= least == 7;
        match &**right {
            Expr::Binary(other, ..) if binding(*other) > least => {
                let (more_six, more_seven, more_problem) = strengths(right);
                six |= more_six;
                seven |= more_seven;
                problem = problem.max(more_problem);
            }
            Expr::Unary(other, ..) => {
                problem = problem.max(match (op, other) {
                    (BinaryOp::Divide, UnaryOp::Default) => 8,
                    (BinaryOp::Add, UnaryOp::Plus) | (BinaryOp::Subtract, UnaryOp::Minus) => 6,
                    _ => 0,
                });
            }
            _ => {}
        }
        at = left;
    }
    (six, seven, problem)
}

/// Operators that bind more weakly have blanks around.
fn cutoff(expr: &Expr, depth: u32) -> u8 {
    let (six, seven, problem) = strengths(expr);
    match (six && seven, depth) {
        _ if problem > 0 => problem + 1,
        (true, 1) => 7,
        (false, 1) => 8,
        _ => 6,
    }
}

const fn binding(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::LogicalOr => 3,
        BinaryOp::LogicalAnd => 4,
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::Match
        | BinaryOp::NotMatch => 5,
        BinaryOp::Add | BinaryOp::Subtract => 6,
        BinaryOp::Multiply | BinaryOp::Divide => 7,
    }
}
