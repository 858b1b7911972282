package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// initialise is the node's first process: it makes the file system and the network, starts the
// processes and stays.
func initialise(path string) error {
	var spec Spec
	if err := readJSON(path, &spec); err != nil {
		return err
	}
	// Only SIGKILL of the parent, or its end, ends the node: a Ctrl-C meant for the terminal does not.
	signal.Ignore(syscall.SIGINT, syscall.SIGHUP)
	if err := makeCgroup(spec.Cgroup); err != nil {
		return fmt.Errorf("cannot make the node's cgroup: %w", err)
	}
	if err := makeRoot(spec); err != nil {
		return fmt.Errorf("cannot make the node's file system: %w", err)
	}
	os.Clearenv()
	os.Setenv("PATH", "/opt/lab/bin:/usr/sbin:/usr/bin:/sbin:/bin") //nolint:errcheck
	if err := mountVolumes(spec.Volumes); err != nil {
		return fmt.Errorf("cannot mount a volume. Are all loop devices taken? See losetup --all: %w", err)
	}
	if err := makeNetwork(spec); err != nil {
		return fmt.Errorf("cannot make the node's network: %w", err)
	}
	os.Remove(spec.NodeSocket) //nolint:errcheck // left by a node that was killed
	listener, err := net.Listen("unix", spec.NodeSocket)
	if err != nil {
		return err
	}
	if err := os.Chmod(spec.NodeSocket, 0o600); err != nil {
		return err
	}
	go accept(listener, func(c net.Conn) { dialInside(c, spec.Resolver) })
	supervise(spec)
	return nil
}

// makeRoot replaces everything that the node could see of the host's files by the spec's.
func makeRoot(spec Spec) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	root := spec.Root
	if err := bind(root, root, true); err != nil {
		return err
	}
	at := func(target string) string { return filepath.Join(root, target) }
	if err := syscall.Mount("proc", at("proc"), "proc", 0, ""); err != nil {
		return err
	}
	// A sysfs mounted here shows this network namespace's interfaces; the host's would not.
	if err := syscall.Mount("sysfs", at("sys"), "sysfs", 0, ""); err != nil {
		return err
	}
	for _, folder := range []string{"dev", "sys/fs/cgroup"} {
		if err := syscall.Mount("/"+folder, at(folder), "", syscall.MS_BIND|syscall.MS_REC, ""); err != nil {
			return fmt.Errorf("/%s: %w", folder, err)
		}
	}
	for _, m := range spec.Mounts {
		var err error
		if m.Source == "tmpfs" {
			err = syscall.Mount("tmpfs", at(m.Target), "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "mode=755")
		} else {
			err = bind(m.Source, at(m.Target), m.ReadOnly)
		}
		if err != nil {
			return fmt.Errorf("%s on %s: %w", m.Source, m.Target, err)
		}
	}
	if err := os.Chdir(root); err != nil {
		return err
	}
	// The old root is put over the new one and taken off again, so that no folder is needed for it.
	if err := syscall.PivotRoot(".", "."); err != nil {
		return err
	}
	if err := syscall.Unmount(".", syscall.MNT_DETACH); err != nil {
		return err
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	// What a pod's volume mounts has to reach its containers, and the other way round.
	return syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED, "")
}

func bind(source, target string, readOnly bool) error {
	if err := syscall.Mount(source, target, "", syscall.MS_BIND, ""); err != nil {
		return err
	}
	if !readOnly {
		return nil
	}
	return syscall.Mount("", target, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, "")
}

func makeNetwork(spec Spec) error {
	if err := syscall.Sethostname([]byte(spec.Hostname)); err != nil {
		return err
	}
	commands := [][]string{{"ip", "link", "set", "lo", "up"}}
	for _, a := range spec.Addresses {
		commands = append(commands, []string{"ip", "address", "add", a, "dev", "lo"})
	}
	for _, r := range spec.Routes {
		commands = append(commands, append([]string{"ip", "route", "add"}, r...))
	}
	for _, c := range commands {
		if out, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(c, " "), err, strings.TrimSpace(string(out)))
		}
	}
	for name, value := range spec.Sysctls {
		path := "/proc/sys/" + strings.ReplaceAll(name, ".", "/")
		if err := os.WriteFile(path, []byte(value), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// dialInside reads the address that a forwarded connection wants, and joins it to that.
func dialInside(c net.Conn, resolver string) {
	defer c.Close()
	var address string
	// One line and not a byte more: what follows is the connection's own.
	line, err := readLine(c)
	if err != nil || json.Unmarshal(line, &address) != nil {
		return
	}
	dialer := net.Dialer{Resolver: &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, resolver)
		},
	}}
	inside, err := dialer.Dial("tcp", address)
	if err != nil {
		return
	}
	defer inside.Close()
	join(c, inside)
}

func readLine(c net.Conn) ([]byte, error) {
	line := []byte{}
	one := make([]byte, 1)
	for len(line) < 512 {
		if _, err := c.Read(one); err != nil {
			return nil, err
		}
		if one[0] == '\n' {
			return line, nil
		}
		line = append(line, one[0])
	}
	return nil, errors.New("line too long")
}
