package main

import (
	"archive/tar"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/layout"
)

func layerIn(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "layer.tar")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := tar.NewWriter(file)
	if err := w.WriteHeader(&tar.Header{Name: "./hello", Mode: 0o755, Size: 5}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBuildMakesTheSameImageOfTheSameLayers(t *testing.T) {
	folder := t.TempDir()
	layer := layerIn(t, folder)
	digests := []string{}
	for _, name := range []string{"one", "two"} {
		output := filepath.Join(folder, name)
		spec := map[string]any{
			"name":   "example.org/hello:1",
			"output": output,
			"layers": []string{layer},
			"config": map[string]any{"Entrypoint": []string{"/hello"}, "User": "65534"},
		}
		text, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name+".json")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := command([]string{"build", path}); err != nil {
			t.Fatal(err)
		}
		index, err := layout.ImageIndexFromPath(output)
		if err != nil {
			t.Fatal(err)
		}
		manifest, err := index.IndexManifest()
		if err != nil {
			t.Fatal(err)
		}
		if len(manifest.Manifests) != 1 {
			t.Fatalf("there are %d images", len(manifest.Manifests))
		}
		described := manifest.Manifests[0]
		if found := described.Annotations["io.containerd.image.name"]; found != "example.org/hello:1" {
			t.Errorf("containerd would call it %q", found)
		}
		image, err := index.Image(described.Digest)
		if err != nil {
			t.Fatal(err)
		}
		config, err := image.ConfigFile()
		if err != nil {
			t.Fatal(err)
		}
		if config.OS != "linux" || config.Config.User != "65534" || config.Config.Entrypoint[0] != "/hello" {
			t.Errorf("its configuration is %+v", config)
		}
		digests = append(digests, described.Digest.String())
	}
	if digests[0] != digests[1] {
		t.Errorf("their digests are %v", digests)
	}
}

func TestCommandSaysWhatItTakes(t *testing.T) {
	err := command([]string{"bild", "spec.json"})
	if err == nil || !strings.Contains(err.Error(), `cannot make sense of ["bild" "spec.json"].`) {
		t.Errorf("it says %v", err)
	}
}
