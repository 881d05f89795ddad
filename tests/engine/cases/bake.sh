# shellcheck shell=bash
# Bake files that documents come to: one command builds and pushes several targets.

# versions: examples/spec/versions, and what its targets are based on.
versions() {
    local version
    cp "$ROOT/examples/spec/versions/build.cue" .
    for version in 8.0 5.7; do
        printf 'FROM busybox\nENV MYSQL_MAJOR=%s\nENTRYPOINT ["echo", "mysqld"]\n' "$version" |
            stand_in "mysql:$version"
    done
}

test_versions() {
    versions
    local version
    bowsprit bake --build-arg REGISTRY="$REGISTRY" build.cue >bake.json
    docker_buildx bake --progress plain -f - --push <bake.json 2>&1 | tee log
    has log "docker-image://docker.io/$FRONTEND_NAME@sha256"
    for version in 8.0 5.7; do
        pulled "$REGISTRY/mysql:$version" "$version.tar"
        same "the version" "MYSQL_MAJOR=$version" "$(config "$version.tar" | jq -r '.config.Env[-1]')"
        same "the program" \
            "mysqld --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci" \
            "$(run_image "$version.tar")"
    done
    docker_buildx build --call bake --build-arg REGISTRY="$REGISTRY" -f build.cue . >asked.json
    same "the answer to --call" "$(jq . bake.json)" "$(jq . asked.json)"
}

test_plan() {
    cp "$ROOT/examples/dagger/versions/dagger.cue" .
    local version
    for version in 3.20 3.19; do
        printf 'FROM busybox\nRUN echo %s >/etc/alpine-release\n' "$version" | stand_in "alpine:$version"
    done
    bowsprit bake --build-arg REGISTRY="$REGISTRY" dagger.cue versions |
        docker_buildx bake --progress plain -f - --push 2>&1 | tee log
    has log "docker-image://docker.io/$FRONTEND_NAME@sha256"
    for version in 3.20 3.19; do
        pulled "$REGISTRY/alpine:$version" "$version.tar"
        same "the command" '["cat","/etc/alpine-release"]' \
            "$(config "$version.tar" | jq -c .config.Cmd)"
        same "what it says" "$version" "$(run_image "$version.tar")"
    done
    bowsprit bake --syntax "$FRONTEND_NAME" dagger.cue versions/3.19 >bake.json
    docker_buildx build --call bake --build-arg BUILDKIT_SYNTAX="$FRONTEND_NAME" \
        --target "versions 3.19" -f dagger.cue . >asked.json
    same "the answer to --call" "$(jq . bake.json)" "$(jq . asked.json)"
    same "the groups" "default versions versions-3-19" "$(jq -r '.group | keys | join(" ")' bake.json)"
}

test_words() {
    cp "$ROOT/examples/dagger/versions/dagger.cue" .
    names() { bowsprit bake dagger.cue "$@" | jq -r '.target | keys | join(" ")'; }
    same "words" versions-3-19-build "$(names versions 3.19 build)"
    same "a path" versions-3-19-push "$(names versions/3.19/push)"
    same "a group" versions-3-19-build "$(names versions 3.19)"
    same "several" "versions-3-19-build versions-3-20-push" \
        "$(names versions/3.20/push versions 3.19 build)"
}

test_credentials() {
    printf 'FROM busybox\n' | stand_in alpine:3.20
    mkdir ../outside && echo outside >../outside/file
    echo key >key.txt
    cat >dagger.cue <<'cue'
package main

import (
	"dagger.io/dagger"
	"universe.dagger.io/docker"
)

dagger.#Plan & {
	client: {
		env: TOKEN: dagger.#Secret
		filesystem: {
			"../outside": read: contents: dagger.#FS
			"key.txt": read: contents: dagger.#Secret
		}
	}
	actions: build: docker.#Build & {
		steps: [
			docker.#Pull & {source: "alpine:3.20"},
			docker.#Run & {
				env: TOKEN: client.env.TOKEN
				mounts: {
					outside: {dest: "/outside", contents: client.filesystem."../outside".read.contents}
					key: {dest: "/key", contents: client.filesystem."key.txt".read.contents}
				}
				command: {name: "sh", args: ["-c", "echo $TOKEN $(cat /outside/file /key) >/all"]}
			},
		]
	}
}
cue
    export TOKEN=token
    bowsprit bake --syntax "$FRONTEND_NAME" dagger.cue build >bake.json
    docker_buildx bake --progress plain --allow fs.read=../outside --allow fs.write=. \
        --set '*.output=type=local,dest=out' -f bake.json 2>&1
    same "all of it" "token outside key" "$(cat out/all)"
    cat >build.json <<'json'
{
  "version": 1,
  "targets": {
    "a": {
      "from": {"image": "alpine:3.20"},
      "steps": [{"run": "cat /run/secrets/key.txt >/key; echo $A >>/key", "env": {"A": {"secret": "TOKEN"}},
                 "mounts": [{"secret": "key.txt"}, {"secret": "missing", "optional": true}]}]
    }
  }
}
json
    bowsprit bake --syntax "$FRONTEND_NAME" build.json >bake.json
    docker_buildx bake --progress plain --allow fs.write=. --set '*.output=type=local,dest=one' \
        -f bake.json 2>&1
    same "the secrets" "key token" "$(xargs <one/key)"
    echo other >other.txt
    docker_buildx bake --progress plain --no-cache --allow fs.write=. \
        --set '*.output=type=local,dest=two' --set '*.secrets=id=key.txt,src=other.txt' \
        --set '*.secrets=id=TOKEN,env=TOKEN' -f bake.json 2>&1
    same "the secrets" "other token" "$(xargs <two/key)"
}

test_groups() {
    cat >build.json <<'json'
{
  "version": 1,
  "targets": {
    "images/a.1": {
      "steps": [{"write": "/name", "text": "a"}],
      "publish": {"platforms": ["linux/amd64", "linux/arm64"], "outputs": ["type=oci,dest=a.tar"]}
    },
    "images/b": {
      "doc": "costs ${money}",
      "steps": [{"write": "/name", "text": "b"}],
      "publish": {"outputs": ["type=local,dest=b"]}
    },
    "tools/c": {"steps": [{"run": "this is not built"}], "publish": {}}
  }
}
json
    bowsprit bake --syntax "$FRONTEND_NAME" build.json >bake.json
    docker_buildx bake --progress plain --allow fs.write=. -f bake.json images 2>&1
    same "the architecture" arm64 "$(config a.tar linux/arm64 | jq -r .architecture)"
    same "the file" b "$(cat b/name)"
    docker_buildx bake -f bake.json --print >printed.json
    same "what is built without a name" "images-a-1 images-b tools-c" \
        "$(jq -r '.target | keys | join(" ")' printed.json)"
    same "the description" 'costs ${money}' "$(jq -r '.target["images-b"].description' printed.json)"
    same "what is built by name" tools-c \
        "$(bowsprit bake build.json tools/c | jq -r '.target | keys[]')"
    if bowsprit bake build.json images/c 2>log; then cat log && return 1; fi
    has log 'there is no target "images/c" \(did you mean "images/b"\?\)'
}
