// Command cert-manager issues certificates: cert-manager's own controllers, composed of its module as its own program
// composes them. That program is a module of its own, built of folders beside it, and no proxy has it.
//
// Left out, against the release:
//   - the controllers of ACME, of Vault and of Venafi: there is nobody of the kind here. An Issuer of theirs is never
//     Ready, and what is asked of it waits;
//   - that of ClusterIssuers, those that make Certificates of annotated Ingresses and Gateways, and those that sign
//     Kubernetes' own CertificateSigningRequests: the stacks declare each Issuer and Certificate themselves;
//   - the election of a leader: its Deployment starts one after the other has ended;
//   - the webhook, which judges beyond what the definitions' schemas can say, and the injector of its authority: each
//     kind has one version, so nothing is ever converted.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cert-manager/cert-manager/pkg/controller"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/approver"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/ca"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/issuing"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/keymanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/metrics"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/readiness"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/requestmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/revisionmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/trigger"
	_ "github.com/cert-manager/cert-manager/pkg/controller/issuers"
	"github.com/cert-manager/cert-manager/pkg/healthz"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
	logf "github.com/cert-manager/cert-manager/pkg/logs"
)

// What the release's program does where it is told nothing.
const (
	metricsAddress   = "0.0.0.0:9402"
	healthAddress    = "0.0.0.0:9403"
	workers          = 5
	leaderPatience   = 20 * time.Second
	requestsASecond  = 20
	requestsAtOnce   = 50
	shortestWait     = time.Hour
	longestWait      = 32 * time.Hour
	shutdownPatience = 5 * time.Second
)

// Of a Certificate's annotations, those that its requests get, too.
var copiedAnnotations = []string{"*", "-kubectl.kubernetes.io/", "-fluxcd.io/", "-argocd.argoproj.io/"}

func main() {
	logf.InitLogs()
	ctx, stop := signal.NotifyContext(logf.NewContext(context.Background(), logf.Log), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "cert-manager: %v\n", err)
		os.Exit(1)
	}
}

// run controls until it is told to stop, or until one of its parts cannot go on.
func run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	factory, err := controller.NewContextFactory(ctx, controller.ContextOptions{
		KubernetesAPIQPS:   requestsASecond,
		KubernetesAPIBurst: requestsAtOnce,
		CertificateOptions: controller.CertificateOptions{
			CopiedAnnotationPrefixes:                 copiedAnnotations,
			CertificateRequestMinimumBackoffDuration: shortestWait,
			CertificateRequestMaximumBackoffDuration: longestWait,
		},
	})
	if err != nil {
		return err
	}
	shared, err := factory.Build()
	if err != nil {
		return err
	}
	if err := serve(ctx, group, shared); err != nil {
		return err
	}
	// Every controller asks for the informers that it reads while it is made: they start once all have.
	for name, construct := range controller.Known() {
		control, err := construct(factory)
		if err != nil {
			return fmt.Errorf("the controller %s cannot be made: %w", name, err)
		}
		group.Go(func() error { return control.Run(workers, ctx) })
	}
	shared.SharedInformerFactory.Start(ctx.Done())
	shared.KubeSharedInformerFactory.Start(ctx.Done())
	return group.Wait()
}

// serve answers at /metrics, of what is issued, and at /livez.
func serve(ctx context.Context, group *errgroup.Group, shared *controller.Context) error {
	kinds := shared.SharedInformerFactory.Certmanager().V1()
	shared.Metrics.SetupCertificateCollector(kinds.Certificates().Lister())
	shared.Metrics.SetupIssuerCollector(kinds.Issuers().Lister())
	listening, err := net.Listen("tcp", metricsAddress)
	if err != nil {
		return err
	}
	metrics := shared.Metrics.NewServer(listening)
	group.Go(func() error {
		if err := metrics.Serve(listening); err != http.ErrServerClosed {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		ending, cancel := context.WithTimeout(context.Background(), shutdownPatience)
		defer cancel()
		return metrics.Shutdown(ending)
	})
	alive, err := net.Listen("tcp", healthAddress)
	if err != nil {
		return err
	}
	group.Go(func() error { return healthz.NewServer(leaderPatience).Start(ctx, alive) })
	return nil
}
