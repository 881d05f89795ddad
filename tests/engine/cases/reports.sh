# shellcheck shell=bash
# What a user reads when a build fails or warns: each Dockerfile of reports/ is built by upstream's
# frontend and by ours, and buildx must print the same about it.

# report FRONTEND: what `docker buildx build` prints, without its progress lines, and how it ends.
report() {
    docker_buildx build --progress plain --no-cache --output type=cacheonly \
        --build-context frontend="docker-image://docker.io/$1" . >log 2>&1 && echo "ends well" ||
        echo "ends with $?"
    has log "context frontend. docker.io/$1"
    # Progress lines begin with #.
    sed -E '/^(#[0-9]+ .*)?$/d' log | without_chance
}

# without_chance: no colours, no seconds before a line of output, no names of snapshots; warnings,
# which upstream sends in any order, sorted and last.
without_chance() {
    sed -E -e 's/\x1b\[[0-9;]*m//g' -e 's/^[0-9]+\.[0-9]+ //' \
        -e 's/ref [a-z0-9]{25}::[a-z0-9]{25}/ref/' |
        awk '/^ - / { warnings[++n] = $0; next } { print }
            END { for (i = 1; i <= n; i++) print warnings[i] | "sort" }'
}

# rules_in_order: upstream names violated rules in any order, ours in that of the alphabet.
rules_in_order() {
    local line before
    while IFS= read -r line; do
        before=${line%%for rules: *}
        if [[ $before != "$line" ]]; then
            line=$(tr , '\n' <<<"${line#"$before"for rules: }" | sed 's/^ //' | sort | paste -sd,)
            line="${before}for rules: ${line//,/, }"
        fi
        printf '%s\n' "$line"
    done
}

# same_report NAME: a line of output that reaches buildx after the error that ends a build is left
# out of what it prints, with either frontend; a difference of ours is there every time.
same_report() {
    echo there >there
    cp "$ENGINE/reports/$1.Dockerfile" Dockerfile
    local theirs ours _
    for _ in 1 2 3; do
        theirs=$(report "$UPSTREAM_NAME" | rules_in_order)
        ours=$(report "$FRONTEND_NAME")
        echo "$theirs"
        (($(wc -l <<<"$theirs") > 2))
        [[ $theirs != "$ours" ]] || return 0
    done
    same "the report" "$theirs" "$ours"
}

for file in "$ENGINE"/reports/*.Dockerfile; do
    name=$(basename "$file" .Dockerfile)
    eval "test_$name() { same_report $name; }"
done
unset file name
