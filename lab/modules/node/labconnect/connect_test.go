package main

import (
	"net"
	"reflect"
	"testing"
	"time"
)

// There is a server, a port on which nothing listens, and one that answers nobody.
func TestAnswersTellWhoListensWhoDoesNotAndWhoIsSilent(t *testing.T) {
	mute, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	free := freePort(t)
	at := func(protocol string, port int) Endpoint { return Endpoint{protocol, "127.0.0.1", port} }
	mutePort := mute.LocalAddr().(*net.UDPAddr).Port

	listening := []Endpoint{at("TCP", freePort(t)), at("UDP", freePort(t)), at("UDP", mutePort)}
	found, err := listenOn(listening)
	if err != nil {
		t.Fatal(err)
	}
	if want := []Endpoint{at("UDP", mutePort)}; !reflect.DeepEqual(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}

	asked := append(listening, at("TCP", free), at("UDP", free))
	tries := []Try{}
	for _, e := range asked {
		tries = append(tries, Try{From: 0, Endpoint: e})
	}
	answers := tryAll([]Place{{}}, tries, 300*time.Millisecond)
	if want := []string{open, open, silent, refused, refused}; !reflect.DeepEqual(answers, want) {
		t.Errorf("answers %v, want %v", answers, want)
	}
}

func TestAPlaceThatIsGoneIsAnErrorOfEachOfItsTries(t *testing.T) {
	// Larger than any pid can be.
	const gone = 1 << 30
	try := Try{Endpoint: Endpoint{"TCP", "127.0.0.1", 1}}
	for _, answer := range tryAll([]Place{{PID: gone}}, []Try{try, try}, time.Second) {
		if answer == open || answer == refused || answer == silent || answer == "" {
			t.Errorf("answer %q, want an error", answer)
		}
	}
}

func TestAProtocolThatIsNoneIsRefused(t *testing.T) {
	if _, err := listenOn([]Endpoint{{"SCTP", "127.0.0.1", 1}}); err == nil {
		t.Error("no error")
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
