// Command mongod stands in for the official image's entrypoint and its server: it takes the few of their flags and
// variables that the stack uses, makes the users of users.json at its start, and has FerretDB answer, on SQLite.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	// Internal, and so for modules alone whose path begins with its own, as this one's does: what may be embedded has no
	// users, and its own program does not start where it was built as a dependency.
	"github.com/FerretDB/FerretDB/internal/clientconn"
	"github.com/FerretDB/FerretDB/internal/clientconn/connmetrics"
	"github.com/FerretDB/FerretDB/internal/handler/registry"
	"github.com/FerretDB/FerretDB/internal/util/password"
	"github.com/FerretDB/FerretDB/internal/util/state"
)

const (
	startPatience = 30 * time.Second
	userExists    = 51003
	mib           = 1 << 20
)

// user is one of users.json. Its roles are for MongoDB: FerretDB has none, and lets everybody who signs in do everything.
type user struct {
	Name         string `json:"user"`
	PasswordFile string `json:"passwordFile"`
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("mongod: ")
	port := flag.Int("port", 27017, "where to listen")
	bind := flag.String("bind_ip", "0.0.0.0", "on which address")
	data := flag.String("dbpath", "/data/db", "where the data is")
	users := flag.String("users", "/docker-entrypoint-initdb.d/users.json", "whom to make")
	maxConns := flag.Int("maxConns", 65536, "how many connections it says that it takes; it takes more")
	flag.String("wiredTigerCacheSizeGB", "", "of MongoDB's own storage, and so of no use here")
	flag.Parse()
	root := os.Getenv("MONGO_INITDB_ROOT_USERNAME")
	secret, err := read(os.Getenv("MONGO_INITDB_ROOT_PASSWORD_FILE"))
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	listener, closeBackend, err := listen(net.JoinHostPort(*bind, strconv.Itoa(*port)), *data, root, secret, *maxConns)
	if err != nil {
		log.Fatal(err)
	}
	defer closeBackend()
	go func() {
		if err := makeUsers(ctx, *port, *users, root, secret); err != nil {
			log.Fatal(err)
		}
		log.Print("the users are there")
	}()
	listener.Run(ctx)
}

func read(file string) (string, error) {
	content, err := os.ReadFile(file)
	return strings.TrimSpace(string(content)), err
}

func listen(address, data, root, secret string, maxConns int) (*clientconn.Listener, registry.CloseBackendFunc, error) {
	known, err := state.NewProvider("")
	if err != nil {
		return nil, nil, err
	}
	// It tells nobody that it runs.
	err = known.Update(func(s *state.State) {
		s.DisableTelemetry()
		s.TelemetryLocked = true
	})
	if err != nil {
		return nil, nil, err
	}
	// As warnings it would report every command that it does not know, and the exporter sends some with each scrape.
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	metrics := connmetrics.NewListenerMetrics()
	answering, closeBackend, err := registry.NewHandler("sqlite", &registry.NewHandlerOpts{
		Logger:        logger,
		ConnMetrics:   metrics.ConnMetrics,
		StateProvider: known,
		TCPHost:       address,
		SetupDatabase: "admin",
		SetupUsername: root,
		SetupPassword: password.WrapPassword(secret),
		SetupTimeout:  startPatience,
		SQLiteURL:     "file:" + strings.TrimSuffix(data, "/") + "/",
		TestOpts: registry.TestOpts{
			EnableNewAuth:           true,
			CappedCleanupPercentage: 10,
			BatchSize:               100,
			MaxBsonObjectSizeBytes:  16 * mib,
		},
	})
	if err != nil {
		return nil, nil, err
	}
	answerDiagnosticData(answering, metrics, maxConns)
	listener, err := clientconn.Listen(&clientconn.NewListenerOpts{
		TCP:     address,
		Mode:    clientconn.NormalMode,
		Metrics: metrics,
		Handler: answering,
		Logger:  logger,
	})
	return listener, closeBackend, err
}

func makeUsers(ctx context.Context, port int, file, root, secret string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var users []user
	if err := json.Unmarshal(content, &users); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	client, err := mongo.Connect(ctx, options.Client().
		ApplyURI(fmt.Sprintf("mongodb://127.0.0.1:%d/", port)).
		SetAuth(options.Credential{Username: root, Password: secret, AuthSource: "admin"}))
	if err != nil {
		return err
	}
	defer func() { _ = client.Disconnect(ctx) }()
	for _, each := range users {
		password, err := read(each.PasswordFile)
		if err != nil {
			return err
		}
		made := bson.D{
			{Key: "createUser", Value: each.Name},
			{Key: "pwd", Value: password},
			{Key: "roles", Value: bson.A{}},
		}
		err = client.Database("admin").RunCommand(ctx, made).Err()
		var refused mongo.CommandError
		if err != nil && !(errors.As(err, &refused) && refused.Code == userExists) {
			return fmt.Errorf("the user %s: %w", each.Name, err)
		}
	}
	return nil
}
