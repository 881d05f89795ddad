package casefile

import "strings"

// Layer is the one layer of the images the cases get by default.
const layer = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// defaults are the images a case need not describe, by repository. ARCH, OS and
// VARIANT are replaced by what is asked for.
var defaults = map[string]string{
	"docker.io/library/base": `{"architecture":"ARCH","os":"OS"VARIANT,"config":{"Env":["PATH=/usr/bin:/bin","FOO=bar"],"WorkingDir":"/w/"},"rootfs":{"type":"layers","diff_ids":["` + layer + `"]}}`,

	"docker.io/library/alpine": `{"architecture":"ARCH","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["/bin/sh"],"WorkingDir":"/"},"created":"2025-10-08T11:04:56Z","history":[{"created":"2025-10-08T11:04:56Z","created_by":"ADD alpine-minirootfs-3.22.2.tar.gz / # buildkit","comment":"buildkit.dockerfile.v0"},{"created":"2025-10-08T11:04:56Z","created_by":"CMD [\"/bin/sh\"]","comment":"buildkit.dockerfile.v0","empty_layer":true}],"os":"OS"VARIANT,"rootfs":{"type":"layers","diff_ids":["` + layer + `"]}}`,

	"docker.io/library/busybox": `{"architecture":"ARCH","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["sh"]},"created":"2024-09-26T21:31:42Z","history":[{"created":"2024-09-26T21:31:42Z","created_by":"BusyBox 1.37.0 (glibc), Debian 13"}],"os":"OS"VARIANT,"rootfs":{"type":"layers","diff_ids":["` + layer + `"]}}`,

	"docker.io/library/debian": `{"architecture":"ARCH","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["bash"]},"created":"2025-11-03T00:00:00.000000001Z","history":[{"created":"2025-11-03T00:00:00Z","created_by":"# debian.sh --arch 'ARCH' out/ 'trixie'","comment":"debuerreotype 0.16"}],"os":"OS"VARIANT,"rootfs":{"type":"layers","diff_ids":["` + layer + `"]}}`,

	"docker.io/library/golang": `{"architecture":"ARCH","config":{"Env":["PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","GOLANG_VERSION=1.26.0","GOTOOLCHAIN=local","GOPATH=/go"],"Cmd":["bash"],"WorkingDir":"/go"},"created":"2025-11-03T00:00:00Z","history":[{"created":"2025-11-03T00:00:00Z","created_by":"RUN /bin/sh -c true","comment":"buildkit.dockerfile.v0"}],"os":"OS"VARIANT,"rootfs":{"type":"layers","diff_ids":["` + layer + `"]}}`,

	"docker.io/library/node": `{"architecture":"ARCH","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","NODE_VERSION=24.11.0","YARN_VERSION=1.22.22"],"Entrypoint":["docker-entrypoint.sh"],"Cmd":["node"]},"created":"2025-11-03T00:00:00Z","history":[{"created":"2025-11-03T00:00:00Z","created_by":"RUN /bin/sh -c true","comment":"buildkit.dockerfile.v0"}],"os":"OS"VARIANT,"rootfs":{"type":"layers","diff_ids":["` + layer + `"]}}`,

	"docker.io/library/empty": `{"architecture":"ARCH","os":"OS"VARIANT,"config":{"Env":["PATH=/bin","EMPTY=yes"],"Labels":{"kept":"1"}},"rootfs":{"type":"layers","diff_ids":[]},"history":[{"created_by":"ENV EMPTY=yes","empty_layer":true}]}`,

	"docker.io/docker/buildkit-syft-scanner": `{"architecture":"ARCH","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","LOG=warn"],"Entrypoint":["/bin/syft-scanner"],"WorkingDir":"/"},"os":"OS"VARIANT,"rootfs":{"type":"layers","diff_ids":["` + layer + `"]}}`,
}

// Image finds the configuration of an image for a platform ("os/arch[/variant]"):
// first what the case says of that platform, then what it says of the image, then
// the default table. Digest and reference may be set to override the natural ones.
func (c *Case) Image(ref, platform string) (Image, bool) {
	for _, want := range []string{platform, ""} {
		for _, name := range []string{ref, withoutDigest(ref)} {
			for _, image := range c.Images {
				if image.Ref == name && image.Platform == want {
					return image, true
				}
			}
		}
	}
	name := withoutDigest(ref)
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		if name[i+1:] == "missing" {
			return Image{}, false
		}
		name = name[:i]
	}
	config, ok := defaults[name]
	if !ok {
		return Image{}, false
	}
	parts := append(strings.SplitN(platform, "/", 3), "", "", "")
	variant := ""
	if parts[2] != "" {
		variant = `,"variant":"` + parts[2] + `"`
	}
	config = strings.NewReplacer("ARCH", parts[1], "\"OS\"", `"`+parts[0]+`"`, "VARIANT", variant).Replace(config)
	return Image{Ref: ref, Config: []byte(config)}, true
}

func withoutDigest(ref string) string {
	name, _, _ := strings.Cut(ref, "@")
	return name
}
