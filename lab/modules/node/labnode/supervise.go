package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const maxLogBytes = 20 << 20

// supervise starts every process once what it awaits is there, starts it again when it ends, and
// reaps every orphan. It never returns.
func supervise(spec Spec) {
	s := &supervisor{logs: spec.Logs, running: map[int]Process{}}
	for _, p := range spec.Processes {
		go s.start(p)
	}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if err != nil {
			// Nothing has been started yet.
			time.Sleep(20 * time.Millisecond)
			continue
		}
		if p, ours := s.ended(pid); ours {
			fmt.Printf("%s: %s ended (%s)\n", time.Now().UTC().Format(time.RFC3339), p.Name, describe(status))
			go func() {
				time.Sleep(time.Second)
				s.start(p)
			}()
		}
	}
}

type supervisor struct {
	logs string
	// Held while a process starts: it must be known before its end can be looked up.
	mutex   sync.Mutex
	running map[int]Process
}

func (s *supervisor) start(p Process) {
	await(p.Await)
	for {
		if err := s.launch(p); err == nil {
			return
		} else {
			fmt.Printf("%s cannot be started: %v\n", p.Name, err)
			time.Sleep(time.Second)
		}
	}
}

func (s *supervisor) launch(p Process) error {
	path := filepath.Join(s.logs, p.Name+".log")
	if info, err := os.Stat(path); err == nil && info.Size() > maxLogBytes {
		os.Rename(path, path+".1") //nolint:errcheck // then the log goes on growing
	}
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer null.Close()

	s.mutex.Lock()
	defer s.mutex.Unlock()
	started, err := os.StartProcess(p.Args[0], p.Args, &os.ProcAttr{
		Dir:   "/",
		Env:   append(os.Environ(), p.Env...),
		Files: []*os.File{null, log, log},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		return err
	}
	s.running[started.Pid] = p
	return started.Release()
}

func (s *supervisor) ended(pid int) (Process, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	p, ours := s.running[pid]
	delete(s.running, pid)
	return p, ours
}

// await returns once an address, host:port or unix:PATH, takes connections.
func await(address string) {
	if address == "" {
		return
	}
	network, target := "tcp", address
	if path, unix := strings.CutPrefix(address, "unix:"); unix {
		network, target = "unix", path
	}
	for {
		c, err := net.DialTimeout(network, target, time.Second)
		if err == nil {
			c.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func describe(status syscall.WaitStatus) string {
	if status.Signaled() {
		return "by " + status.Signal().String()
	}
	return fmt.Sprintf("with status %d", status.ExitStatus())
}
