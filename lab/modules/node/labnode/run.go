package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

const namespaces = syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID |
	syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC

// run starts the node in namespaces of its own and forwards ports to it, until SIGTERM or SIGINT
// comes or the node ends. Whatever ends this process ends the node: the kernel kills the node's
// first process with it, and with that one every other.
func run(path string) error {
	var spec Spec
	if err := readJSON(path, &spec); err != nil {
		return err
	}
	listeners, err := listen(spec.Forwards)
	if err != nil {
		return err
	}
	if err := remains(spec); err != nil {
		return err
	}

	node := exec.Command("/proc/self/exe", "init", path)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	node.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Pdeathsig: syscall.SIGKILL}
	if err := node.Start(); err != nil {
		return fmt.Errorf("cannot make the node's namespaces: %w", err)
	}
	for i, l := range listeners {
		go accept(l, func(c net.Conn) { forward(c, spec.Socket, spec.Forwards[i].Dial) })
	}
	fmt.Printf("node %d\n", node.Process.Pid)

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	ended := make(chan error, 1)
	go func() { ended <- node.Wait() }()
	var result error
	select {
	case <-signals:
		node.Process.Kill() //nolint:errcheck // it may have ended by itself
		<-ended
	case err := <-ended:
		result = fmt.Errorf("the node ended by itself: %w", errors.Join(err, errors.New("see its log")))
	}
	return errors.Join(result, remains(spec))
}

// clean removes what outlives a node that was killed: its cgroup and its socket.
func clean(path string) error {
	var spec Spec
	if err := readJSON(path, &spec); err != nil {
		return err
	}
	return remains(spec)
}

func remains(spec Spec) error {
	return errors.Join(removeCgroup(spec.Cgroup), ignoreMissing(os.Remove(spec.Socket)))
}

func listen(forwards []Forward) ([]net.Listener, error) {
	listeners := make([]net.Listener, 0, len(forwards))
	for _, f := range forwards {
		l, err := net.Listen("tcp", f.Listen)
		if err != nil {
			return nil, fmt.Errorf("cannot listen on %s: %w", f.Listen, err)
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

func accept(l net.Listener, handle func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go handle(c)
	}
}

// forward joins a connection to an address inside the node, by way of the node's socket: a unix
// socket is reached by its path, whatever network namespace either side is in.
func forward(outside net.Conn, socket, dial string) {
	defer outside.Close()
	inside, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer inside.Close()
	if json.NewEncoder(inside).Encode(dial) == nil {
		join(outside, inside)
	}
}

// join copies both ways until both sides are done.
func join(a, b net.Conn) {
	done := make(chan struct{}, 2)
	pipe := func(to, from net.Conn) {
		io.Copy(to, from) //nolint:errcheck // either end may hang up
		if half, ok := to.(interface{ CloseWrite() error }); ok {
			half.CloseWrite() //nolint:errcheck
		}
		done <- struct{}{}
	}
	go pipe(a, b)
	go pipe(b, a)
	<-done
	// A side that has hung up is given a moment to read the rest.
	select {
	case <-done:
	case <-time.After(30 * time.Second):
	}
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
