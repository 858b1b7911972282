// Command labimage puts container images together without an engine and without a registry.
//
//	labimage build SPEC          an image of a spec's layers
//	labimage pull NAME FOLDER    an image from its registry
//
// Either writes an OCI image layout into a folder that must not exist yet.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// A registry that takes longer to say what it has is as good as none.
const registryPatience = 10 * time.Second

// Spec is an image: its full name, its layers from the bottom up, each a tar file, and what runs.
type Spec struct {
	Name   string    `json:"name"`
	Output string    `json:"output"`
	Layers []string  `json:"layers"`
	Config v1.Config `json:"config"`
}

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "labimage: %v\n", err)
		os.Exit(1)
	}
}

func command(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "build":
		return build(args[1])
	case len(args) == 3 && args[0] == "pull":
		return pull(args[1], args[2])
	}
	return fmt.Errorf("cannot make sense of %q.\nSay: labimage build SPEC, or: labimage pull NAME FOLDER", args)
}

func build(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var spec Spec
	if err := json.Unmarshal(text, &spec); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	layers := make([]v1.Layer, 0, len(spec.Layers))
	for _, file := range spec.Layers {
		layer, err := tarball.LayerFromFile(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		layers = append(layers, layer)
	}
	image, err := mutate.AppendLayers(empty.Image, layers...)
	if err != nil {
		return err
	}
	file, err := image.ConfigFile()
	if err != nil {
		return err
	}
	file = file.DeepCopy()
	file.OS, file.Architecture, file.Config = "linux", runtime.GOARCH, spec.Config
	image, err = mutate.ConfigFile(image, file)
	if err != nil {
		return err
	}
	return write(image, spec.Name, spec.Output)
}

func pull(reference, folder string) error {
	parsed, err := name.ParseReference(reference)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	known, cancel := context.WithTimeout(ctx, registryPatience)
	defer cancel()
	platform := remote.WithPlatform(v1.Platform{OS: "linux", Architecture: runtime.GOARCH})
	if _, err := remote.Head(parsed, remote.WithContext(known)); err != nil {
		return err
	}
	image, err := remote.Image(parsed, remote.WithContext(ctx), platform)
	if err != nil {
		return err
	}
	return write(image, reference, folder)
}

// write uses the annotation by which containerd names what it imports.
func write(image v1.Image, reference, folder string) error {
	path, err := layout.Write(folder, empty.Index)
	if err != nil {
		return err
	}
	return path.AppendImage(image, layout.WithAnnotations(map[string]string{
		"io.containerd.image.name": reference,
	}))
}
