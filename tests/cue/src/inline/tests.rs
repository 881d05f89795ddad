use super::*;

fn inline(text: &str) -> Inline {
    Inline::new("x", &Archive::parse(text)).unwrap()
}

fn names(text: &str) -> Vec<String> {
    inline(text)
        .plan()
        .into_iter()
        .map(|check| format!("{} {}", check.row.name(), check.id))
        .collect()
}

#[test]
fn assertions_stand_behind_fields_in_structs_and_in_files() {
    let text = "-- in.cue --\n@test(eq, {a: 1})\na: b: 1 @test(eq, 1)\nc: {\n\t@test(closed)\n}\n";
    assert_eq!(names(text), ["values x (file) eq", "values x a.b eq", "values x c closed"]);
}

#[test]
fn of_two_assertions_of_one_sort_the_last_counts() {
    let text =
        "-- in.cue --\na: 1 @test(eq, 1) @test(eq:v3, 2)\nb: 1 @test(err, at=x) @test(err)\n";
    let expected =
        ["values x a eq", "values x b err at=x", "places x b err at=x", "values x b err"];
    assert_eq!(names(text), expected);
}

#[test]
fn what_is_hoped_for_does_not_count() {
    let text =
        "-- in.cue --\na: 1 @test(eq:todo, 2)\nb: 1 @test(eq, 2) @test(skip)\nc: 1 @test(eq, 1)\n";
    assert_eq!(names(text), ["values x c eq"]);
}

#[test]
fn words_and_places_of_errors_count_apart() {
    let text = "-- in.cue --\na: 1 & 2 @test(err, code=eval, path=a, contains=\"conflict\")\n";
    assert_eq!(names(text), ["values x a err", "places x a err", "words x a err"]);
}

#[test]
fn fields_marked_permute_make_a_group() {
    let text = "-- in.cue --\ns: {\n\ta: 1 @test(permute)\n\tb: a @test(permute) @test(eq, 1)\n}\n";
    assert_eq!(names(text), ["values x s.b eq", "permute x s"]);
}
