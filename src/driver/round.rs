//! One round of an ask loop.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use crate::gateway::Failure;
use crate::order;

/// What the daemon refused to answer, and how.
pub(super) type Refusals<Q> = BTreeMap<Q, Failure>;

/// Asks each question once, all at the same time. What is refused is kept, and answered as `failed`
/// says.
pub(super) async fn ask<Q: Clone + Ord, A>(
    mut open: Vec<Q>,
    answer: impl AsyncFn(&Q) -> Result<A, Failure>,
    failed: impl Fn(String) -> A,
    refusals: &mut Refusals<Q>,
) -> Vec<(Q, A)> {
    order::sort(&mut open);
    open.dedup();
    let asked = open.into_iter().map(async |question| {
        let answer = answer(&question).await;
        (question, answer)
    });
    let mut answered = Vec::new();
    for (question, answer) in join_all(asked).await {
        let answer = answer.unwrap_or_else(|failure| {
            let text = failure.text().to_owned();
            refusals.insert(question.clone(), failure);
            failed(text)
        });
        answered.push((question, answer));
    }
    answered
}
